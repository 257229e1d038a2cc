import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findFfmpeg } from "../../../src/video/find-ffmpeg.ts";

const root = mkdtempSync(join(tmpdir(), "find-"));
afterAll(() => rmSync(root, { recursive: true }));

function directory(name: string, mode: number): string {
  mkdirSync(join(root, name));
  writeFileSync(join(root, name, "ffmpeg"), "");
  chmodSync(join(root, name, "ffmpeg"), mode);
  return join(root, name);
}
const plain = directory("plain", 0o644);
const first = directory("first", 0o755);
const second = directory("second", 0o755);

describe("ffmpeg", () => {
  it("is the first on the PATH that can be run", async () => {
    const path = ["", join(root, "nowhere"), plain, first, second].join(delimiter);
    expect(await findFfmpeg(undefined, path)).toBe(join(first, "ffmpeg"));
  });

  it("is the one that is named, and no other in its place", async () => {
    expect(await findFfmpeg(join(second, "ffmpeg"), first)).toBe(join(second, "ffmpeg"));
    expect(await findFfmpeg(join(plain, "ffmpeg"), first)).toBeUndefined();
    expect(await findFfmpeg(first, first)).toBeUndefined();
  });

  it("may be missing", async () => {
    expect(await findFfmpeg(undefined, plain)).toBeUndefined();
    expect(await findFfmpeg(undefined, "")).toBeUndefined();
  });
});
