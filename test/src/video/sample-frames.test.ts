import { readFileSync, writeFileSync } from "node:fs";
import sharp from "sharp";
import { expect, it } from "vitest";
import { planFrames } from "../../../src/video/frame-plan.ts";
import { probe } from "../../../src/video/probe.ts";
import { sampleFrames } from "../../../src/video/sample-frames.ts";
import { cut } from "../../../src/video/segments.ts";
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

describeWithFfmpeg("frames of a video", () => {
  const clips = clipsDirectory();
  const clip = clips.make(...numbered(12), ...h264, "-qp", "10", "clip.mp4");

  async function sample(file: string, start: number, end: number, interval: number, side = 512) {
    const source = { ffmpeg, file, maxPixels: 1e7, signal };
    const sampling = {
      ...source,
      shortSide: side,
      maxFrameBytes: 1e7,
      footage: await probe(source),
    };
    const plans = planFrames(cut({ startOffsetSec: start, endOffsetSec: end }, interval));
    const frames = [];
    for (const plan of plans) {
      frames.push(...(await collect(sampleFrames(sampling, plan))));
    }
    const moments = plans.flatMap((plan) =>
      plan.segments.map((_, i) => plan.firstSec + i * plan.stepSec),
    );
    return { frames, moments, durationSec: sampling.footage.durationSec };
  }
  const numbersOf = async (...args: [file: string, start: number, end: number, interval: number]) =>
    Promise.all((await sample(...args)).frames.map(numberOf));

  it.each(["mp4", "mkv", "webm", "ts", "flv", "mpg", "avi", "wmv"])(
    "are those on the screen at their moments: %s",
    async (ext) => {
      const codec = { avi: "mpeg4", mpg: "mpeg2video", webm: "libvpx", wmv: "wmv2" }[ext] ?? "copy";
      const options = ["-q:v", "2", "-b:v", "1M", "-g", "300", "-sc_threshold", "1000000000"];
      const file = clips.make("-i", clip, "-c:v", codec, ...options, `numbers.${ext}`);
      for (const [start, end, interval] of [
        [0, 12, 6],
        [7.3, 11, 3],
        [11.4, 11.7, 0.5],
      ] as const) {
        const { frames, moments, durationSec } = await sample(file, start, end, interval);
        expect(Math.abs(durationSec - 12)).toBeLessThan(0.05);
        const numbers = await Promise.all(frames.map(numberOf));
        expect(numbers).toHaveLength(moments.length);
        // AVI keeps no times of its own: its frames may be one late.
        moments.forEach((moment, i) =>
          expect(Math.abs(numbers[i]! - Math.floor(moment * rate))).toBeLessThanOrEqual(
            ext === "avi" ? 1 : 0,
          ),
        );
      }
    },
  );

  it("stay until the next one comes, at variable rates", async () => {
    const shown = "select='eq(n,0)+eq(n,100)+eq(n,225)+eq(n,299)'";
    // Encoding to MP4 would fill the gaps: its option against that has another name in each ffmpeg.
    const vfr = (...more: string[]) => clips.make("-i", clip, "-vf", shown, ...h264, ...more);
    const forward = vfr("-bf", "0", "forward.mkv");
    const copy = clips.make("-i", forward, "-c", "copy", "vfr.mp4");
    for (const file of [vfr("vfr.mkv"), forward, copy]) {
      expect((await sample(file, 0, 1, 1)).durationSec).toBeCloseTo(12, 1);
      expect(await numbersOf(file, 0, 12, 4)).toEqual([
        ...[0, 0, 0, 0],
        ...[100, 100, 100, 100],
        ...[100, 225, 225, 225],
      ]);
      expect(await numbersOf(file, 6, 8, 1)).toEqual([100, 100]);
    }
  });

  it("are the only one, of a video that has no more", async () => {
    const one = clips.make(...numbered(10, 0.1), ...h264, "one.mp4");
    expect(await numbersOf(one, 0, 10, 4)).toEqual(Array(10).fill(0));
    expect(await numbersOf(one, 9, 10, 4)).toEqual([0]);
  });

  it("are upright", async () => {
    const upright = clips.make("-f", "lavfi", "-i", "testsrc=s=320x240:d=1", ...h264, "up.mp4");
    const sideways = clips.make("-i", upright, "-vf", "transpose=cclock", ...h264, "side.mp4");
    markAsTurned(sideways);
    const [a, b] = await Promise.all(
      [upright, sideways].map(async (file) => (await sample(file, 0, 1, 1)).frames[0]!),
    );
    const [expected, actual] = [await pixelsOf(a!), await pixelsOf(b!)];
    expect([actual.info.width, actual.info.height]).toEqual([320, 240]);
    const differences = expected.data.map((value, i) => Math.abs(value - actual.data[i]!));
    expect(differences.reduce((sum, value) => sum + value, 0) / differences.length).toBeLessThan(4);
  });

  it("are scaled down to the side asked for, with square pixels, and never up", async () => {
    const source = ["-f", "lavfi", "-i", "testsrc=s=720x576:d=0.2", ...h264];
    const wide = clips.make(...source, "-aspect", "16:9", "wide.mp4");
    const sizeOf = async (side: number) => {
      const { width, height } = await sharp(
        (await sample(wide, 0, 0.2, 1, side)).frames[0]!,
      ).metadata();
      return [width, height];
    };
    expect(await sizeOf(288)).toEqual([512, 288]);
    expect(await sizeOf(1000)).toEqual([1024, 576]);
  });

  it("cannot be had from pictures that are noise", async () => {
    const bytes = readFileSync(clip);
    const at = bytes.indexOf("mdat") + 4;
    bytes.fill(0x55, at, bytes.indexOf("moov") - 4);
    writeFileSync(clips.path("noise.mp4"), bytes);
    await expect(sample(clips.path("noise.mp4"), 0, 1, 1)).rejects.toMatchObject({
      code: "BAD_INPUT",
    });
  });

  it("are missed when ffmpeg ends without them, and without an error", async () => {
    const source = {
      ffmpeg: clips.program("nothing", "exit 0"),
      file: clip,
      maxPixels: 1e7,
      signal,
    };
    const known = { shortSide: 512, maxFrameBytes: 1e7, footage: { durationSec: 12, seeks: true } };
    const [plan] = planFrames([{ startOffsetSec: 1, endOffsetSec: 5 }]);
    await expect(collect(sampleFrames({ ...source, ...known }, plan!))).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: "The video cannot be decoded: 0 of 4 frames from 1.5 s on.",
    });
  });

  it("stay in place of a last one that cannot be decoded", async () => {
    const file = clips.make("-r", "1", "-i", clip, "-c:v", "mpeg4", "-g", "1", "slow.mp4");
    const bytes = readFileSync(file);
    const end = bytes.indexOf("moov") - 4;
    bytes.fill(0, end - 300, end);
    writeFileSync(file, bytes);
    const { durationSec } = await sample(file, 0, 1, 1);
    const numbers = await numbersOf(file, durationSec - 2, durationSec, 1);
    expect(numbers[1]).toBe(numbers[0]);
  });

  it("are no larger than allowed", async () => {
    const source = { ffmpeg, file: clip, maxPixels: 1e7, signal };
    const sampling = {
      ...source,
      shortSide: 512,
      maxFrameBytes: 100,
      footage: await probe(source),
    };
    const [plan] = planFrames([{ startOffsetSec: 0, endOffsetSec: 4 }]);
    await expect(collect(sampleFrames(sampling, plan!))).rejects.toMatchObject({
      code: "TOO_LARGE",
    });
  });
});

function pixelsOf(png: Buffer) {
  return sharp(png).raw().toBuffer({ resolveWithObject: true });
}
