import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../commands/terminal.ts";

/** What a module logs where standard output is a terminal. */
function logged(module: string): string {
  const url = JSON.stringify(pathToFileURL(module).href);
  const script = `process.stdout.isTTY = true; (await import(${url})).createLog("info").info("hello")`;
  return execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
  });
}

describe("the log on a terminal", () => {
  it("is readable text", () => {
    expect(logged("dist/src/telemetry/log.js")).toMatch(/INFO.*hello/);
  });

  it("is JSON lines where pino-pretty is not installed", async () => {
    const directory = await temporaryDirectory();
    mkdirSync(join(directory, "node_modules"));
    symlinkSync(resolve("node_modules/pino"), join(directory, "node_modules/pino"));
    writeFileSync(join(directory, "package.json"), '{"type":"module"}');
    cpSync("dist/src/telemetry/log.js", join(directory, "log.js"));
    expect(JSON.parse(logged(join(directory, "log.js")))).toMatchObject({ msg: "hello" });
  });
});
