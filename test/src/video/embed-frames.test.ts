import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import sharp from "sharp";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { Embedding } from "../../../models/embedding.ts";
import { createEmbedFrames, type FrameRequest } from "../../../src/video/embed-frames.ts";
import { childrenOf } from "../../support/processes.ts";
import { clipsDirectory, describeWithFfmpeg, ffmpeg, h264, numbered } from "./clips.ts";

const width = async (png: Uint8Array) => {
  const { width } = await sharp(png).metadata();
  return { dimensions: width } as Embedding;
};

describeWithFfmpeg("embedding the frames of a video", () => {
  const clips = clipsDirectory();
  const clip = clips.make(...numbered(6), ...h264, "clip.mp4");
  const temporary = clips.path("tmp");
  const limits = {
    directory: temporary,
    ...{ maxSeconds: 60, maxFrames: 100, maxPixels: 1e7, maxFrameBytes: 1e7 },
  };
  beforeAll(() => void mkdirSync(temporary));
  let children: number[];
  beforeEach(() => {
    children = childrenOf(process.pid);
  });
  afterEach(() => {
    expect(readdirSync(temporary)).toEqual([]);
    expect(childrenOf(process.pid)).toEqual(children);
  });

  const embedFrames = createEmbedFrames({ ffmpeg, ...limits });
  const request = (changes: Partial<FrameRequest> = {}): FrameRequest => ({
    write: async (file) => copyFileSync(clip, file),
    segments: { startOffsetSec: 0, intervalSec: 4 },
    claim: async () => {},
    imageSize: 224,
    embed: width,
    signal: new AbortController().signal,
    ...changes,
  });

  it("gives the frames of each segment, in order of time", async () => {
    // All are begun before any ends, and the last one ends first.
    const ends: (() => void)[] = [];
    const embed = () =>
      new Promise<Embedding>((resolve) => {
        const number = ends.length;
        ends.push(() => resolve({ dimensions: number } as Embedding));
        if (ends.length === 6) {
          for (const end of ends.toReversed()) {
            end();
          }
        }
      });
    const parts = await embedFrames(request({ embed }));
    expect(
      parts.map(({ startOffsetSec, endOffsetSec, frames }) => [
        startOffsetSec,
        endOffsetSec,
        frames.map(({ dimensions }) => dimensions),
      ]),
    ).toEqual([
      [0, 4, [0, 1, 2, 3]],
      [4, 6, [4, 5]],
    ]);
  });

  it("says how many seconds it takes before it embeds any, and embeds none that it may not", async () => {
    const embed = vi.fn(width);
    const claim = vi.fn(async () => {
      throw new Error("no more");
    });
    const segments = { startOffsetSec: 1, intervalSec: 4 };
    await expect(embedFrames(request({ embed, claim, segments }))).rejects.toThrow("no more");
    expect(claim.mock.calls).toEqual([[5]]);
    expect(embed).not.toHaveBeenCalled();
  });

  it("decodes no further ahead than 64 frames", async () => {
    // Nothing ends until a 65th frame had its chance to come.
    let held: (() => void)[] | undefined = [];
    let most = 0;
    const embed = () =>
      new Promise<Embedding>((resolve) => {
        const end = () => resolve({} as Embedding);
        if (!held) {
          return end();
        }
        most = held.push(end);
        if (most !== 64) {
          return;
        }
        setTimeout(() => {
          held?.forEach((release) => release());
          held = undefined;
        }, 300);
      });
    const long = clips.make(...numbered(70, 5), ...h264, "long.mp4");
    const write = async (file: string) => copyFileSync(long, file);
    const segments = { startOffsetSec: 0, intervalSec: 0.5 };
    const many = createEmbedFrames({ ffmpeg, ...limits, maxSeconds: 100, maxFrames: 1000 });
    expect(await many(request({ write, segments, embed }))).toHaveLength(140);
    expect(most).toBe(64);
  });

  it("decodes no further ahead than four of the largest frames there may be", async () => {
    const noise = "color=gray:s=128x128:r=2:d=8,format=yuv444p,noise=alls=100:allf=t";
    const mjpeg = ["-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj444p"];
    const noisy = clips.make("-f", "lavfi", "-i", noise, ...mjpeg, "noisy.avi");
    let held: (() => void)[] | undefined = [];
    let bytes = 0;
    const sizes: number[] = [];
    const embed = (png: Uint8Array) =>
      new Promise<Embedding>((resolve) => {
        sizes.push(png.length);
        if (!held) {
          return resolve({} as Embedding);
        }
        bytes += png.length;
        held.push(() => resolve({} as Embedding));
        if (bytes > 4 * 60_000) {
          // Another one would have its chance to come.
          setTimeout(() => {
            held?.forEach((release) => release());
            held = undefined;
          }, 300);
        }
      });
    const write = async (file: string) => copyFileSync(noisy, file);
    const narrow = createEmbedFrames({ ffmpeg, ...limits, maxFrameBytes: 60_000 });
    await narrow(request({ write, embed, segments: { startOffsetSec: 0, intervalSec: 0.5 } }));
    expect(sizes).toHaveLength(16);
    expect(bytes).toBeLessThan(4 * 60_000 + Math.max(...sizes));
  });

  it("reads nothing of the videos that wait for their turn", async () => {
    let begun = 0;
    let go = () => {};
    const started = new Promise<void>((resolve) => (go = resolve));
    const write = async (file: string) => {
      begun++;
      await started;
      copyFileSync(clip, file);
    };
    const turns = Math.max(2, Math.floor(availableParallelism() / 2));
    const all = Array.from({ length: turns + 2 }, () => embedFrames(request({ write })));
    await new Promise((later) => setTimeout(later, 100));
    expect(begun).toBe(turns);
    expect(readdirSync(temporary)).toHaveLength(turns);
    go();
    await Promise.all(all);
    expect(begun).toBe(turns + 2);
  });

  it("fails with the first frame that fails, and stops", async () => {
    const embed = vi.fn(() => Promise.reject(new Error("no model")));
    await expect(embedFrames(request({ embed }))).rejects.toThrow("no model");
  });

  it("ends when nobody waits for it any more, wherever it is", async () => {
    const atReading = new AbortController();
    const write = async (file: string) => {
      atReading.abort(new Error("gone"));
      copyFileSync(clip, file);
    };
    await expect(embedFrames(request({ write, signal: atReading.signal }))).rejects.toThrow("gone");

    const atEmbedding = new AbortController();
    const { signal } = atEmbedding;
    const embed = () => {
      atEmbedding.abort(new Error("gone"));
      return new Promise<never>((_, reject) => reject(signal.reason));
    };
    await expect(embedFrames(request({ embed, signal }))).rejects.toThrow("gone");
  });

  it("leaves nothing behind when the video cannot be had or read", async () => {
    const failing = request({ write: () => Promise.reject(new Error("no video")) });
    await expect(embedFrames(failing)).rejects.toThrow("no video");
    const wrong = request({ write: async (file) => writeFileSync(file, "no video") });
    await expect(embedFrames(wrong)).rejects.toMatchObject({ code: "BAD_INPUT" });
  });

  it("refuses what is too long or has too many frames, and intervals that are too short", async () => {
    const short = createEmbedFrames({ ffmpeg, ...limits, maxSeconds: 5 });
    await expect(short(request())).rejects.toMatchObject({
      code: "TOO_LARGE",
      message: expect.stringContaining("6 s of video are to be embedded; the limit is 5"),
    });
    await short(request({ segments: { startOffsetSec: 1, endOffsetSec: 6, intervalSec: 5 } }));
    const few = createEmbedFrames({ ffmpeg, ...limits, maxFrames: 11 });
    const segments = { startOffsetSec: 0, intervalSec: 0.5 };
    await expect(few(request({ segments }))).rejects.toMatchObject({
      code: "TOO_LARGE",
      message: expect.stringContaining("12 segments need up to 12 frames; the limit is 11"),
    });
    const write = vi.fn(async (file: string) => copyFileSync(clip, file));
    const tooShort = request({ write, segments: { startOffsetSec: 0, intervalSec: 0.4 } });
    await expect(embedFrames(tooShort)).rejects.toMatchObject({ code: "BAD_INPUT" });
    expect(write).not.toHaveBeenCalled();
  });

  it("says how to get ffmpeg where it is missing, before anything is read", async () => {
    const write = vi.fn(async (file: string) => copyFileSync(clip, file));
    await expect(
      createEmbedFrames({ ffmpeg: undefined, ...limits })(request({ write })),
    ).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringContaining("apt install ffmpeg"),
    });
    expect(write).not.toHaveBeenCalled();
  });
});
