import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeTemporaryDirectory } from "../../../src/media/temporary-directory.ts";

const { TMPDIR } = process.env;
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "root-"));
  process.env.TMPDIR = root;
});
afterEach(() => {
  rmSync(root, { recursive: true });
  process.env.TMPDIR = TMPDIR;
  if (TMPDIR === undefined) {
    delete process.env.TMPDIR;
  }
});

const leave = (host: string, pid: number) => {
  const path = join(root, `parallax-${host}-${pid}-abcdef`);
  mkdirSync(path);
  writeFileSync(join(path, "video"), "left behind");
  return path;
};

it("removes what processes left behind that were killed, and nothing of those that run", async () => {
  const { pid: dead } = spawnSync(process.execPath, ["--version"]);
  const left = leave(hostname(), dead);
  const others = [leave(hostname(), process.ppid), leave("another-machine", dead)];
  const first = await makeTemporaryDirectory();
  const second = await makeTemporaryDirectory();
  expect(existsSync(left)).toBe(false);
  expect([first, second, ...others].filter(existsSync)).toEqual([first, second, ...others]);
});
