import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

/** `parallax --version` in a process that takes itself for another Node. */
function startOn(version: string) {
  const folder = mkdtempSync(join(tmpdir(), "node-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const pretend = join(folder, "pretend.cjs");
  writeFileSync(
    pretend,
    `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`,
  );
  const args = ["--require", pretend, "bin/parallax.cjs", "--version"];
  return spawnSync(process.execPath, args, { encoding: "utf8" });
}

describe("the command", () => {
  it.each(["18.20.8", "20.18.3"])("refuses Node %s in one sentence", (version) => {
    const { status, stdout, stderr } = startOn(version);
    expect(stderr).toBe(`Parallax needs Node 20.19 or newer; this is ${version}.\n`);
    expect(stdout).toBe("");
    expect(status).toBe(1);
  });

  it.each(["20.19.0", "100.0.0"])("starts on Node %s", (version) => {
    const { status, stdout, stderr } = startOn(version);
    expect(stderr).toBe("");
    expect(stdout).toBe("0.1.0\n");
    expect(status).toBe(0);
  });
});
