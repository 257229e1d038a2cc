import { describe, expect, test } from "vitest";
import type { Clip, EmbedClipOptions } from "../../../providers/provider.ts";
import { geminiEmbedding2 } from "../cloud-models.ts";
import { errorOf, setUpCloud } from "../cloud-set-up.ts";
import { gemini, onVertex } from "./set-up.ts";

/** The beginning of an MP4 file is what the server looks at. */
const clip = (seconds: number): Clip => ({
  bytes: Buffer.from(`\0\0\0 ftypisom a film of ${seconds} s`),
  seconds,
});

describe.each([
  ["the Gemini API", gemini],
  ["Vertex AI", onVertex],
])("a clip for %s", (_, cloud) => {
  const { it, open } = setUpCloud(cloud);
  const embed = (clip: Clip, options: Partial<EmbedClipOptions> = {}) =>
    it.provider.embedClip!(geminiEmbedding2, clip, {
      dimensions: 128,
      purpose: "DOCUMENT",
      ...options,
    });

  test("is one vector of one request, and costs by its seconds", async () => {
    const film = clip(12.5);
    const row = await embed(film);
    expect(row.vector).toEqual(it.server.vector(film.bytes, 128));
    expect(row.usd).toBeCloseTo(0.01, 12);
    expect(it.server.calls.flat().map(({ content }) => content.parts)).toEqual([
      [{ inlineData: { mimeType: "video/mp4", data: Buffer.from(film.bytes).toString("base64") } }],
    ]);
    expect(it.record.counted).toEqual({ "billed video seconds": 12.5 });
  });

  test("is paid for from what is held before, and is not where it fails", async () => {
    const held: number[] = [];
    const settled: number[] = [];
    const hold = async (most: number) => {
      held.push(most);
      return { settle: async (usd: number) => void settled.push(usd) };
    };
    await embed(clip(10), { hold });
    it.server.faults.add({ status: 501 });
    await errorOf(embed(clip(10), { hold }));
    it.server.faults.add("wrong dimension"); // which is billed all the same
    await errorOf(embed(clip(10), { hold }));
    expect([held, settled]).toEqual([
      [0.008, 0.008, 0.008],
      [0.008, 0, 0.008],
    ]);
  });

  test.each([
    ["fewer rows", /0 embeddings for 1/],
    ["wrong dimension", /127 dimensions instead of 128/],
    ["not a number", /not finite/],
  ] as const)("answered with %s fails", async (fault, message) => {
    it.server.faults.always(fault);
    const error = await errorOf(embed(clip(1)));
    expect(error).toMatchObject({ code: "PROVIDER_FAILED", retryable: false });
    expect(error.message).toMatch(message);
  });

  test("that is no video, or too long or large, says so", async () => {
    expect(await errorOf(embed({ bytes: Buffer.from("text"), seconds: 1 }))).toMatchObject({
      code: "BAD_INPUT",
    });
    const { maxSeconds, maxBytes } = it.provider.clips!(geminiEmbedding2);
    const before = it.server.calls.length;
    const long = await errorOf(embed(clip(maxSeconds + 1)));
    expect(long).toMatchObject({ code: "TOO_LARGE" });
    expect(long.message).toContain("takes 121 s; the limit of Gemini is 120 s");
    expect(await errorOf(embed({ bytes: new Uint8Array(maxBytes + 1), seconds: 1 }))).toMatchObject(
      { code: "TOO_LARGE" },
    );
    expect(it.server.calls).toHaveLength(before);
  });

  test("needs credentials", async () => {
    open({ GEMINI_API_KEY: undefined, GOOGLE_CLOUD_PROJECT: undefined, VERTEX_INSECURE: false });
    expect((await errorOf(embed(clip(1)))).message).toContain("GEMINI_API_KEY");
  });
});
