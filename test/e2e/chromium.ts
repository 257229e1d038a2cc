import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { findProgram } from "../../src/video/find-ffmpeg.ts";

/**
 * The system's Chromium first: it is kept up to date, and there is one for every platform. The
 * package's is for machines with nothing but Node (see "Decisions" in CONTRIBUTING).
 */
const named = process.env.CHROMIUM_PATH;
const installed =
  (await findProgram("chromium", named)) ??
  (await findProgram("chromium-browser", named)) ??
  (await findProgram("google-chrome", named));
const packaged = !named && process.platform === "linux" && process.arch === "x64";

/** Where there is none. */
export const noChromium =
  installed || packaged
    ? undefined
    : `there is no Chromium ${named ? `at ${named}` : "(apt install chromium, or set CHROMIUM_PATH)"}`;

/** The program, and the environment that it needs. */
export function chromiumProgram(): { executablePath: string; env: NodeJS.ProcessEnv } {
  if (noChromium) {
    throw new Error(noChromium);
  }
  if (installed) {
    return { executablePath: installed, env: process.env };
  }
  const directory = unpackedChromium();
  const libraries = join(directory, "al2023/lib");
  return {
    executablePath: join(directory, "chromium"),
    env: { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: join(directory, "fonts") },
  };
}

/** The package's build beside its archives: 3 s and 200 MB, once, and gone with the package. */
function unpackedChromium(): string {
  const main = createRequire(import.meta.url).resolve("@sparticuz/chromium");
  const archives = join(main, "../../../bin");
  const unpacked = join(archives, "unpacked");
  if (!existsSync(unpacked)) {
    const unfinished = mkdtempSync(`${unpacked}-`);
    const script = `import("@sparticuz/chromium").then(({ default: it }) => it.executablePath())`;
    // It unpacks into the temporary directory, but its libraries only where it believes to be in AWS
    // Lambda. A bare machine lacks the same ones.
    execFileSync(process.execPath, ["-e", script], {
      cwd: archives,
      env: { ...process.env, TMPDIR: unfinished, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x" },
    });
    // Pages crash without any font, and its own are looked for in /tmp.
    const fonts = join(unfinished, "fonts/fonts.conf");
    const looksInTmp = readFileSync(fonts, "utf8");
    writeFileSync(fonts, looksInTmp.replaceAll("/tmp/fonts", join(unpacked, "fonts")));
    putInPlace(unfinished, unpacked);
  }
  return unpacked;
}

/** Test files that run side by side may all find it missing: the first one's stays. */
function putInPlace(unfinished: string, place: string): void {
  try {
    renameSync(unfinished, place);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    if (!existsSync(place)) {
      throw error;
    }
  }
}
