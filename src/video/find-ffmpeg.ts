import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";

/**
 * Where the system's ffmpeg is: the one that FFMPEG_PATH names, otherwise the first on the PATH.
 * None comes with the package: strangers' videos are decoded with it, and security fixes come with
 * the system's (see "Decisions" in CONTRIBUTING).
 */
export function findFfmpeg(named: string | undefined, path?: string): Promise<string | undefined> {
  return findProgram("ffmpeg", named, path);
}

/** The program that is named by its path, otherwise the first of this name on the PATH. */
export async function findProgram(
  name: string,
  named: string | undefined,
  path: string = process.env.PATH ?? "",
): Promise<string | undefined> {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  const candidates = named
    ? [resolve(named)]
    : path.split(delimiter).flatMap((directory) => (directory ? join(directory, file) : []));
  for (const candidate of candidates) {
    if (await isExecutable(candidate)) {
      return candidate;
    }
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
