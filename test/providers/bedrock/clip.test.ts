import { expect, test } from "vitest";
import type { Clip } from "../../../providers/provider.ts";
import { errorOf, setUpCloud } from "../cloud-set-up.ts";
import { cloudOf, nova, titan } from "./set-up.ts";

const { it } = setUpCloud(cloudOf(nova));

/** The first box of an MP4 file, which is as far as the server looks. */
const clip: Clip = { bytes: Buffer.from("\0\0\0\x20ftypisom of a film"), seconds: 12 };

const embed = (changes: object = {}, of = clip, model = nova) =>
  it.provider.embedClip!(model, of, { dimensions: 384, purpose: "DOCUMENT", ...changes });

test("a clip is sent whole, for one vector of sight and sound, and paid for by the second", async () => {
  const row = await embed();
  expect(row.vector).toEqual(it.server.vector(clip.bytes, 384, "GENERIC_INDEX"));
  expect(row.usd).toBeCloseTo(12 * 0.0007, 12);
  expect(it.record.counted).toEqual({ "billed video seconds": 12 });
  expect(it.server.requests[0]!.body.singleEmbeddingParams).toMatchObject({
    embeddingDimension: 384,
    video: { format: "mp4", embeddingMode: "AUDIO_VIDEO_COMBINED" },
  });
});

test("what a clip may cost is held before it is sent, and settled after", async () => {
  const settled: number[] = [];
  const hold = async (most: number) => {
    expect(most).toBeCloseTo(12 * 0.0007, 12);
    return { settle: async (usd: number) => void settled.push(usd) };
  };
  await embed({ hold });
  it.server.faults.add({ status: 400, name: "ValidationException" });
  await errorOf(embed({ hold }));
  expect(settled).toEqual([expect.closeTo(12 * 0.0007, 12), 0]);

  const refuse = () => Promise.reject(new Error("no money"));
  expect((await errorOf(embed({ hold: refuse }))).message).toBe("no money");
  expect(it.server.requests).toHaveLength(2);
});

test("a clip of more than 30 s or 15 MB is refused here, and any by models without video", async () => {
  const { maxSeconds, maxBytes } = it.provider.clips!(nova);
  const long = { ...clip, seconds: maxSeconds + 1 };
  expect(await errorOf(embed({}, long))).toMatchObject({ code: "TOO_LARGE" });
  const large = { ...clip, bytes: new Uint8Array(maxBytes + 1) };
  expect((await errorOf(embed({}, large))).message).toContain(String(maxBytes));
  expect(await errorOf(embed({}, clip, titan))).toMatchObject({ code: "UNSUPPORTED_MODALITY" });
  expect(it.server.requests).toHaveLength(0);
});

test("a vector of the wrong length or without numbers is no row", async () => {
  for (const fault of ["wrong dimension", "fewer rows", "not a number"] as const) {
    it.server.faults.add(fault);
    expect(await errorOf(embed())).toMatchObject({ code: "PROVIDER_FAILED", retryable: false });
  }
});
