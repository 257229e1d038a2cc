import { execFileSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { planClips } from "../../../src/video/clip-plan.ts";
import { cutClips } from "../../../src/video/cut-clips.ts";
import { probe } from "../../../src/video/probe.ts";
import { cut } from "../../../src/video/segments.ts";
import { splitPngs } from "../../../src/video/split-pngs.ts";
import { numberOf } from "./bars.ts";
import {
  clipsDirectory,
  describeWithFfmpeg,
  ffmpeg,
  h264,
  markAsTurned,
  numbered,
} from "./clips.ts";
import { collect } from "./collect.ts";

const { signal } = new AbortController();
const rate = 25;

describe("a plan of clips", () => {
  const moments = fc.tuple(
    fc.integer({ min: 0, max: 400 }),
    fc.integer({ min: 1, max: 4000 }),
    fc.integer({ min: 5, max: 400 }),
  );

  it("has a clip for each segment, where the segment is, with two frames at least", () => {
    fc.assert(
      fc.property(moments, fc.constantFrom(1, 2, 4), ([start, length, interval], fps) => {
        const range = { startOffsetSec: start / 10, endOffsetSec: (start + length) / 10 };
        const parts = cut(range, interval / 10);
        const planned = planClips(parts, fps).flatMap(({ firstSec, seconds, frames, clips }) => {
          expect(frames).toBeGreaterThanOrEqual(2);
          expect(frames).toBeLessThanOrEqual(Math.max(2, Math.ceil(seconds * fps)));
          return Array.from({ length: clips }, (_, i) => [
            firstSec + i * seconds,
            firstSec + (i + 1) * seconds,
          ]);
        });
        expect(planned).toHaveLength(parts.length);
        parts.forEach(({ startOffsetSec, endOffsetSec }, i) => {
          expect(planned[i]![0]).toBeCloseTo(startOffsetSec, 4);
          expect(planned[i]![1]).toBeCloseTo(endOffsetSec, 4);
        });
      }),
    );
  });
});

describeWithFfmpeg("clips of a video", () => {
  const clips = clipsDirectory();
  const file = clips.make(...numbered(12), ...h264, "-qp", "10", "video.mp4");

  async function clipsOf(file: string, [start, end, interval]: readonly number[], fps = 4) {
    const source = { ffmpeg, file, maxPixels: 1e7, signal };
    const cutting = { ...source, footage: await probe(source), maxBytes: 1e7 };
    const parts = cut({ startOffsetSec: start!, endOffsetSec: end! }, interval!);
    const made = [];
    for (const plan of planClips(parts, fps)) {
      made.push(...(await collect(cutClips(cutting, plan))));
    }
    return made;
  }

  it.each(["mp4", "ts"])("show what the video shows at the same moment: %s", async (ext) => {
    // One can be sought in, the other is decoded from its start.
    const video = ext === "mp4" ? file : clips.make("-i", file, "-c:v", "copy", `video.${ext}`);
    for (const range of [
      [0, 12, 5],
      [3.4, 4.3, 0.6],
    ]) {
      const made = await clipsOf(video, range);
      const parts = cut({ startOffsetSec: range[0]!, endOffsetSec: range[1]! }, range[2]!);
      expect(made).toHaveLength(parts.length);
      for (const [i, { bytes, seconds }] of made.entries()) {
        const { startOffsetSec, endOffsetSec } = parts[i]!;
        expect(seconds).toBeCloseTo(endOffsetSec - startOffsetSec, 6);
        const name = `${ext}-${range[0]}-${i}.mp4`;
        const { numbers, durationSec } = await look(bytes, name);
        expect(durationSec).toBeCloseTo(seconds, 2);
        expect(numbers).toHaveLength(Math.max(2, Math.round(seconds * 4)));
        for (const [at, number] of numbers.entries()) {
          const shown = startOffsetSec + (at * seconds) / numbers.length;
          expect(number).toBe(Math.floor(shown * rate + 1e-3));
        }
      }
    }
    expect(readdirSync(clips.path(".")).filter((name) => name.startsWith("clip-"))).toEqual([]);
  });

  async function look(bytes: Uint8Array, name: string) {
    writeFileSync(clips.path(name), bytes);
    const { durationSec } = await probe({ ffmpeg, file: clips.path(name), maxPixels: 1e7, signal });
    const shown = execFileSync(ffmpeg, [
      ...["-v", "error", "-i", clips.path(name)],
      ...["-c:v", "png", "-f", "image2pipe", "-"],
    ]);
    const pngs = await collect(splitPngs(once(shown), 1e7));
    return { numbers: await Promise.all(pngs.map(numberOf)), durationSec, pngs };
  }

  it("show a picture until the next one comes", async () => {
    const slow = clips.make(...numbered(9, 1 / 3), ...h264, "slow.mp4");
    const made = await clipsOf(slow, [1, 9, 2]);
    const shown = await Promise.all(made.map(({ bytes }, i) => look(bytes, `slow-${i}.mp4`)));
    expect(shown.map(({ numbers }) => [numbers[0], numbers.at(-1)])).toEqual([
      [0, 0],
      [1, 1],
      [1, 2],
      [2, 2],
    ]);
  });

  it("are upright H.264 without sound, of even sides and no more pixels than are needed", async () => {
    const pictures = ["-f", "lavfi", "-i", "testsrc=s=1917x1080:d=1:r=10"];
    const sound = ["-f", "lavfi", "-i", "sine=d=1"];
    const large = clips.make(...pictures, ...sound, ...h264, "large.mp4");
    markAsTurned(large);
    const [clip] = await clipsOf(large, [0, 1, 1]);
    const { pngs } = await look(clip!.bytes, "small.mp4");
    const { width, height } = await sharp(pngs[0]).metadata();
    expect([width, height]).toEqual([474, 842]);
    const text = Buffer.from(clip!.bytes).toString("latin1");
    expect([text.includes("avc1"), text.includes("mp4a"), text.slice(4, 8)]).toEqual([
      true,
      false,
      "ftyp",
    ]);
    // Its index stands before its pictures.
    expect(text.indexOf("moov")).toBeLessThan(text.indexOf("mdat"));
  });

  const plan = { firstSec: 0, seconds: 4, frames: 16, clips: 3 };
  const cutting = {
    ...{ ffmpeg, file, maxPixels: 1e7, signal, maxBytes: 1e7 },
    footage: { durationSec: 12, seeks: true },
  };

  it("are no larger than allowed", async () => {
    await expect(collect(cutClips({ ...cutting, maxBytes: 500 }, plan))).rejects.toMatchObject({
      code: "TOO_LARGE",
      message: expect.stringMatching(/^A clip of the video has \d+ bytes; the limit is 500\./),
    });
  });

  it("are missed when ffmpeg ends without them", async () => {
    const nothing = clips.program("nothing", "exit 0");
    await expect(collect(cutClips({ ...cutting, ffmpeg: nothing }, plan))).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: "The video cannot be decoded: 0 of 3 clips from 0 s on.",
    });
  });

  it("cannot be made by an ffmpeg that does not write H.264", async () => {
    const poor = clips.program("poor", `echo "Unknown encoder 'h264'" >&2; exit 1`);
    await expect(collect(cutClips({ ...cutting, ffmpeg: poor }, plan))).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringContaining("libx264"),
    });
  });
});

async function* once(bytes: Buffer) {
  yield bytes;
}
