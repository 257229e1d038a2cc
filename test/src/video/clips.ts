import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { findFfmpeg } from "../../../src/video/find-ffmpeg.ts";
import { describeUnless, isSkipped } from "../../support/needs.ts";

const { FFMPEG_PATH: named } = process.env;
const found = (await findFfmpeg(named)) ?? (named ? undefined : packagedFfmpeg());
/** Where there is none. */
export const noFfmpeg = found
  ? undefined
  : "there is no ffmpeg (apt install ffmpeg, or set FFMPEG_PATH)";
/** The system's, as the server has it; else an old one that decodes no clips but the tests' own. */
export const ffmpeg = found ?? "ffmpeg";
export const describeWithFfmpeg = describeUnless(noFfmpeg);

function packagedFfmpeg(): string | undefined {
  try {
    return createRequire(import.meta.url)("@ffmpeg-installer/ffmpeg").path;
  } catch {
    // It has none for this platform.
    return undefined;
  }
}

/** A directory for the clips of a test file, which goes when its tests have ended. */
export function clipsDirectory() {
  const skip = isSkipped(noFfmpeg);
  const directory = skip ? "" : mkdtempSync(join(tmpdir(), "clips-"));
  afterAll(() => rmSync(directory, { recursive: true }));
  const path = (name: string) => join(directory, name);
  return {
    path,
    /** A shell script, to stand in for ffmpeg. */
    program(name: string, script: string): string {
      writeFileSync(path(name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      return path(name);
    },
    /** Runs ffmpeg in the directory; the last argument is the clip's name, whose path comes back. */
    make(...args: string[]): string {
      const all = ["-nostdin", "-y", "-v", "error", ...args];
      // The body of a skipped `describe` runs all the same.
      if (!skip) {
        execFileSync(ffmpeg, all, { cwd: directory });
      }
      return path(args.at(-1)!);
    },
  };
}

/** Input: `seconds` of frames that show their number, from 0, as 10 black or white bars. */
export function numbered(seconds: number, rate = 25): string[] {
  const bars = "if(mod(floor(N/pow(2,floor(X/16))),2),235,16)";
  const source = `color=black:s=160x64:r=${rate}:d=${seconds},geq=lum='${bars}':cb=128:cr=128`;
  return ["-f", "lavfi", "-i", `${source},format=yuv420p`];
}

/** Encoding with a single keyframe, so that frames are found only by decoding up to them. */
export const h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "9999", "-bf", "2"];

/** Writes into an MP4 that players must turn it by 90° clockwise, as phones do (its `tkhd`). */
export function markAsTurned(file: string): void {
  const bytes = readFileSync(file);
  const matrix = bytes.indexOf("tkhd") + 44;
  [0, 0x10000, 0, -0x10000, 0, 0].forEach((value, i) => bytes.writeInt32BE(value, matrix + 4 * i));
  writeFileSync(file, bytes);
}

/** Photos of the fixtures as scenes of so many seconds each. */
export function scenes(seconds: number, ...photos: string[]): string[] {
  const inputs = photos.flatMap((photo) => {
    const file = join(import.meta.dirname, `../../fixtures/photos/${photo}.jpg`);
    return ["-loop", "1", "-framerate", "10", "-t", String(seconds), "-i", file];
  });
  const sized = photos.map((_, i) => `[${i}]scale=400:300,setsar=1[s${i}];`).join("");
  const all = photos.map((_, i) => `[s${i}]`).join("");
  const graph = `${sized}${all}concat=n=${photos.length},format=yuv420p`;
  return [...inputs, "-filter_complex", graph];
}
