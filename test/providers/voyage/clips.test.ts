import { readFileSync } from "node:fs";
import { expect, it as test } from "vitest";
import { normalize } from "../../../models/vector/vector.ts";
import { createRunQuery } from "../../support/run-query.ts";
import { bytesOf } from "../../servers/voyage-rules.ts";
import { clipsDirectory, describeWithFfmpeg, ffmpeg, h264 } from "../../src/video/clips.ts";
import { errorOf } from "../cloud-set-up.ts";
import { model, setUp } from "./set-up.ts";

describeWithFfmpeg("a video", () => {
  const { it } = setUp();
  const clips = clipsDirectory();
  const file = clips.make("-f", "lavfi", "-i", "testsrc=s=640x360:r=10:d=3", ...h264, "video.mp4");

  test("is a clip for each segment, with its vector and what its frames cost", async () => {
    const { provider, server, record } = it;
    const settings = { FFMPEG_PATH: ffmpeg };
    const run = await createRunQuery({
      models: [model],
      providers: { voyage: provider },
      settings,
    });
    const query = `query ($video: VideoInput!) {
      embedVideo(video: $video, segments: { intervalSec: 2 }, dimensions: 256) {
        segments { startOffsetSec embedding { vector } }
      }
    }`;
    const video = { base64: readFileSync(file).toString("base64") };
    const { data, errors } = await run(query, { video });
    expect(errors).toBeUndefined();
    const { segments } = data!.embedVideo as { segments: { embedding: { vector: number[] } }[] };
    const sent = server.requests.map(({ inputs: [input] }) => {
      const [part] = input!.content;
      return part?.type === "video_base64" ? bytesOf(part.video_base64) : expect.fail("no video");
    });
    expect(sent).toHaveLength(2);
    // They may arrive in any order.
    const expected = sent.map((bytes) => [...normalize(server.vector(bytes, 256))]);
    expect(expected).toEqual(
      expect.arrayContaining(segments.map(({ embedding }) => embedding.vector)),
    );
    expect(segments[0]!.embedding.vector).not.toEqual(segments[1]!.embedding.vector);
    // Two seconds and one second of two frames a second, of 640×360.
    expect(record.counted).toEqual({ "billed video pixels": (4 + 2) * 640 * 360 });
  });

  test("is not sent before its money is held: that of the largest frames", async () => {
    const clip = { bytes: readFileSync(file), seconds: 3 };
    const holds: number[] = [];
    const settled: number[] = [];
    const options = { dimensions: 512, purpose: "DOCUMENT" } as const;
    const refusing = async () => Promise.reject(new Error("too much"));
    const embed = it.provider.embedClip!;
    expect((await errorOf(embed(model, clip, { ...options, hold: refusing }))).message).toBe(
      "too much",
    );
    expect(it.server.requests).toEqual([]);
    const hold = async (most: number) => {
      holds.push(most);
      return { settle: async (usd: number) => void settled.push(usd) };
    };
    const row = await embed(model, clip, { ...options, hold });
    expect([row.vector.length, settled]).toEqual([512, [row.usd]]);
    // All 30 frames of this file, which was not cut for Voyage.
    expect(row.usd).toBeCloseTo(30 * 640 * 360 * 0.6e-9, 12);
    expect(holds).toEqual([expect.closeTo(6 * 400_000 * 0.6e-9, 12)]);
    it.server.faults.add("wrong dimension");
    expect(await errorOf(embed(model, clip, options))).toMatchObject({ code: "PROVIDER_FAILED" });
    const broken = { bytes: Buffer.from("no video"), seconds: 3 };
    expect(await errorOf(embed(model, broken, options))).toMatchObject({ code: "BAD_INPUT" });
  });
});
