import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { probe } from "../../../src/video/probe.ts";
import { clipsDirectory, describeWithFfmpeg, ffmpeg, h264, numbered } from "./clips.ts";

const { signal } = new AbortController();

describeWithFfmpeg("what a file says of itself", () => {
  const clips = clipsDirectory();
  const mp4 = clips.make(...numbered(3), ...h264, "clip.mp4");
  const sound = ["-f", "lavfi", "-i", "sine=d=5"];
  const examine = (file: string, maxPixels = 1e6) => probe({ ffmpeg, file, maxPixels, signal });
  const written = (name: string, content: string | Uint8Array) => {
    writeFileSync(clips.path(name), content);
    return clips.path(name);
  };

  it("is its length where no header says it, as browsers record", async () => {
    const file = clips.make("-i", mp4, "-c:v", "libvpx", "-f", "webm", "-live", "1", "live.webm");
    expect((await examine(file)).durationSec).toBeCloseTo(3, 2);
  });

  it("is the length of the pictures where the sound is longer", async () => {
    const file = clips.make("-i", mp4, ...sound, "-c:v", "copy", "sound.mp4");
    expect((await examine(file)).durationSec).toBeCloseTo(3, 2);
  });

  it("is what is left of a file that was cut off", async () => {
    const fast = clips.make("-i", mp4, "-c", "copy", "-movflags", "+faststart", "fast.mp4");
    const bytes = readFileSync(fast);
    const half = written("half.mp4", bytes.subarray(0, bytes.length * 0.7));
    const { durationSec } = await examine(half);
    expect(durationSec).toBeGreaterThan(0.5);
    expect(durationSec).toBeLessThan(2.9);
  });

  it("is nothing when its index is cut off", async () => {
    const headless = written("headless.mp4", readFileSync(mp4).subarray(0, -3000));
    await expect(examine(headless)).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining("cut off"),
    });
  });

  it("is that it has no moving pictures", async () => {
    const audio = clips.make(...sound, "audio.mp4");
    const photo = `${import.meta.dirname}/../../fixtures/photos/rocket.jpg`;
    const inputs = ["-i", audio, "-i", photo, "-map", "0", "-map", "1", "-c", "copy"];
    const cover = clips.make(...inputs, "-disposition:v", "attached_pic", "cover.m4a");
    for (const file of [audio, cover]) {
      await expect(examine(file)).rejects.toMatchObject({
        code: "BAD_INPUT",
        message: expect.stringContaining("no moving pictures"),
      });
    }
  });

  it("is not believed of files that are no videos, or that lead to other files", async () => {
    const segment = `#EXTINF:10,\nfile:///etc/passwd\n#EXTINF:10,\nfile://${mp4}\n`;
    const files = [
      written(
        "noise",
        Uint8Array.from({ length: 50_000 }, (_, i) => (i * i) >> 3),
      ),
      written("text", "It was a dark and stormy night."),
      written("list.m3u8", `#EXTM3U\n#EXT-X-TARGETDURATION:10\n${segment}#EXT-X-ENDLIST\n`),
      written("list.ffconcat", `ffconcat version 1.0\nfile ${mp4}\n`),
      written("picture", readFileSync(`${import.meta.dirname}/../../fixtures/photos/rocket.jpg`)),
      clips.make(...sound, "sound.wav"),
    ];
    for (const file of files) {
      await expect(examine(file), file).rejects.toMatchObject({
        code: "BAD_INPUT",
        message: expect.stringContaining("cannot be read as a video"),
      });
    }
  });

  it("is a format of pictures that nobody sends", async () => {
    const file = clips.make("-i", mp4, "-c:v", "utvideo", "odd.mkv");
    await expect(examine(file)).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining('"utvideo"'),
    });
  });

  it("is that its frames are too large", async () => {
    await expect(examine(mp4, 10_000)).rejects.toMatchObject({
      code: "TOO_LARGE",
      message: expect.stringContaining("10240 pixels; the limit is 10000"),
    });
  });
});
