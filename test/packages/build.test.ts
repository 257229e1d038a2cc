import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** One thing after another, in a clone with few sources and, of all packages, esbuild alone. */
describe.sequential("npm start in a clone without development dependencies", () => {
  let clone: string;
  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), "clone-"));
    for (const path of ["bin", "packages/build", "package.json", "package-lock.json"]) {
      cpSync(path, join(clone, path), { recursive: true });
    }
    mkdirSync(join(clone, "node_modules"));
    symlinkSync(resolve("node_modules/esbuild"), join(clone, "node_modules/esbuild"));
    write("tsconfig.json", "{}");
    write("src/cli.ts", 'import { said } from "./said.ts";\nconsole.log(said as string);\n');
    write("src/said.ts", 'export const said: string = "first";\n');
  });
  afterAll(() => rmSync(clone, { recursive: true }));

  function write(path: string, content: string): void {
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    writeFileSync(join(clone, path), content);
  }

  async function start() {
    const child = spawn(process.execPath, [join(clone, "bin/parallax.cjs")]);
    const [said, told, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close"),
    ]);
    return { said: said.trim(), told: told.split("\n")[0], code: code as number };
  }

  it("builds first, says so, and starts", async () => {
    const told = "Building, because nothing is built yet.";
    expect(await start()).toEqual({ said: "first", told, code: 0 });
  });

  it("does not build again, though all files are newer, as in a copy", async () => {
    utimesSync(join(clone, "src/said.ts"), new Date(), new Date());
    expect(await start()).toEqual({ said: "first", told: "", code: 0 });
  });

  it("builds once more when a source has changed, also when started twice", async () => {
    write("src/words.ts", 'export const said = "second";\n');
    write("src/cli.ts", 'import { said } from "./words.ts";\nconsole.log(said);\n');
    rmSync(join(clone, "src/said.ts"));
    const starts = await Promise.all([start(), start()]);
    for (const { said, code } of starts) {
      expect({ said, code }).toEqual({ said: "second", code: 0 });
    }
    expect(starts.map(({ told }) => told)).toContain(
      "Building, because the sources are newer than what is built.",
    );
    expect(existsSync(join(clone, "dist/src/said.js"))).toBe(false);
  });

  it("needs nothing to build with where all is built, and says what is missing where not", async () => {
    rmSync(join(clone, "node_modules/esbuild"));
    expect(await start()).toEqual({ said: "second", told: "", code: 0 });
    write("src/words.ts", 'export const said = "third";\n');
    const { told, code } = await start();
    expect(told).toBe("Building, because the sources are newer than what is built.");
    expect(code).toBe(1);
  });
});
