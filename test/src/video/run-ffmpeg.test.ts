import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { runFfmpeg, toStdout } from "../../../src/video/run-ffmpeg.ts";
import { childrenOf } from "../../support/processes.ts";
import { clipsDirectory, describeWithFfmpeg, ffmpeg, h264, numbered } from "./clips.ts";
import { collect } from "./collect.ts";

describeWithFfmpeg("running ffmpeg", () => {
  const clips = clipsDirectory();
  const file = clips.make(...numbered(2), ...h264, "clip.mp4");
  const never = new AbortController().signal;
  const run = { ffmpeg, file, maxPixels: 1e6, signal: never };
  /** Frames without end. */
  const endless = {
    ...run,
    output: ["-vf", "tpad=stop_mode=clone:stop=-1", "-f", "rawvideo", toStdout],
  };

  it("gives what it writes", async () => {
    const output = ["-frames:v", "3", "-f", "rawvideo", "-pix_fmt", "gray", toStdout];
    const bytes = Buffer.concat(await collect(runFfmpeg({ ...run, output })));
    expect(bytes.length).toBe(3 * 160 * 64);
  });

  it("leaves no process when its reader stops", async () => {
    const before = childrenOf(process.pid);
    for await (const piece of runFfmpeg(endless)) {
      expect(piece.length).toBeGreaterThan(0);
      expect(childrenOf(process.pid).length).toBe(before.length + 1);
      break;
    }
    expect(childrenOf(process.pid)).toEqual(before);
  });

  it("leaves no process that has nothing to say when its reader stops", async () => {
    const silent = { ...endless, ffmpeg: clips.program("silent", "echo a piece; exec sleep 600") };
    for await (const piece of runFfmpeg(silent)) {
      expect(piece.toString()).toBe("a piece\n");
      break;
    }
    expect(childrenOf(process.pid)).toEqual([]);
  });

  it("leaves no process when its signal aborts, and rejects with the signal's reason", async () => {
    const before = childrenOf(process.pid);
    const controller = new AbortController();
    const reading = async () => {
      for await (const _ of runFfmpeg({ ...endless, signal: controller.signal })) {
        controller.abort(new Error("enough"));
      }
    };
    await expect(reading()).rejects.toThrow("enough");
    expect(childrenOf(process.pid)).toEqual(before);
  });

  it("does not start for a signal that has aborted", async () => {
    const signal = AbortSignal.abort(new Error("too late"));
    await expect(collect(runFfmpeg({ ...endless, signal }))).rejects.toThrow("too late");
  });

  it("rejects when it fails, and when there is no such program", async () => {
    const wrong = { ...run, output: ["-f", "nonsense", toStdout] };
    await expect(collect(runFfmpeg(wrong))).rejects.toMatchObject({
      name: "FfmpegFailed",
      notStarted: false,
      said: expect.stringContaining("nonsense"),
    });
    const missing = { ...endless, ffmpeg: clips.path("no-ffmpeg") };
    await expect(collect(runFfmpeg(missing))).rejects.toMatchObject({ notStarted: true });
  });

  it("decodes no rare formats, no playlists, and no frames that are too large", async () => {
    const rare = clips.make("-i", file, "-c:v", "utvideo", "rare.mkv");
    const playlist = clips.path("list.ffconcat");
    writeFileSync(playlist, `ffconcat version 1.0\nfile clip.mp4\n`);
    const output = ["-frames:v", "1", "-f", "rawvideo", toStdout];
    for (const wrong of [{ file: rare }, { file: playlist }, { maxPixels: 10_000 }]) {
      await expect(collect(runFfmpeg({ ...run, output, ...wrong }))).rejects.toMatchObject({
        name: "FfmpegFailed",
      });
    }
  });

  it("hands over none of this process's secrets", async () => {
    const shell = clips.program("environment", "env");
    process.env.CO_API_KEY = "a secret";
    const said = Buffer.concat(await collect(runFfmpeg({ ...endless, ffmpeg: shell }))).toString();
    delete process.env.CO_API_KEY;
    expect(said).toContain("PATH=");
    expect(said).not.toContain("a secret");
  });
});
