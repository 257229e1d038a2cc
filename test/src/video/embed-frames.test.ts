import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import sharp from "sharp";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { Embedding } from "../../../models/embedding.ts";
import { createEmbedFrames, type FrameRequest } from "../../../src/video/embed-frames.ts";
import { childrenOf } from "../../support/processes.ts";
import { clipsDirectory, describeWithFfmpeg, ffmpeg, h264, numbered } from "./clips.ts";

const limits = { maxSeconds: 60, maxFrames: 100, maxPixels: 1e7, maxFrameBytes: 1e7 };
const width = async (png: Uint8Array) => {
  const { width } = await sharp(png).metadata();
  return { dimensions: width } as Embedding;
};

describeWithFfmpeg("embedding the frames of a video", () => {
  const clips = clipsDirectory();
  const clip = clips.make(...numbered(6), ...h264, "clip.mp4");
  const temporary = clips.path("tmp");
  beforeAll(() => void mkdirSync(temporary));
  let children: number[];
  beforeEach(() => {
    vi.stubEnv("TMPDIR", temporary);
    children = childrenOf(process.pid);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    expect(readdirSync(temporary)).toEqual([]);
    expect(childrenOf(process.pid)).toEqual(children);
  });

  const embedFrames = createEmbedFrames({ ffmpeg, ...limits });
  const request = (changes: Partial<FrameRequest> = {}): FrameRequest => ({
    read: async () => readFileSync(clip),
    segments: { startOffsetSec: 0, intervalSec: 4 },
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
    const read = async () => readFileSync(long);
    const segments = { startOffsetSec: 0, intervalSec: 0.5 };
    const many = createEmbedFrames({ ffmpeg, ...limits, maxSeconds: 100, maxFrames: 1000 });
    expect(await many(request({ read, segments, embed }))).toHaveLength(140);
    expect(most).toBe(64);
  });

  it("fails with the first frame that fails, and stops", async () => {
    const embed = vi.fn(() => Promise.reject(new Error("no model")));
    await expect(embedFrames(request({ embed }))).rejects.toThrow("no model");
  });

  it("ends when nobody waits for it any more, wherever it is", async () => {
    const atReading = new AbortController();
    const read = async () => {
      atReading.abort(new Error("gone"));
      return readFileSync(clip);
    };
    await expect(embedFrames(request({ read, signal: atReading.signal }))).rejects.toThrow("gone");

    const atEmbedding = new AbortController();
    const { signal } = atEmbedding;
    const embed = () => {
      atEmbedding.abort(new Error("gone"));
      return new Promise<never>((_, reject) => reject(signal.reason));
    };
    await expect(embedFrames(request({ embed, signal }))).rejects.toThrow("gone");
  });

  it("leaves nothing behind when the video cannot be had or read", async () => {
    const failing = request({ read: () => Promise.reject(new Error("no video")) });
    await expect(embedFrames(failing)).rejects.toThrow("no video");
    const wrong = request({ read: async () => Buffer.from("no video") });
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
    const read = vi.fn(async () => readFileSync(clip));
    const tooShort = request({ read, segments: { startOffsetSec: 0, intervalSec: 0.4 } });
    await expect(embedFrames(tooShort)).rejects.toMatchObject({ code: "BAD_INPUT" });
    expect(read).not.toHaveBeenCalled();
  });

  it("says how to get ffmpeg where it is missing, before anything is read", async () => {
    const read = vi.fn(async () => readFileSync(clip));
    await expect(
      createEmbedFrames({ ffmpeg: undefined, ...limits })(request({ read })),
    ).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringContaining("apt install ffmpeg"),
    });
    expect(read).not.toHaveBeenCalled();
  });
});
