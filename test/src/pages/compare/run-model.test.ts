import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { GatewayRequestError, type Model } from "parallax-client";
import {
  firstPortion,
  nextPortion,
  takePortion,
} from "../../../../src/pages/compare/run/portions.ts";
import { type Portion, runModel } from "../../../../src/pages/compare/run/run-model.ts";
import type { Photo } from "../../../../src/pages/compare/types.ts";

const model = { id: "one/model", expectedLatency: { ms: 400, source: "ASSUMED" } } as Model;
const labels = ["a cat", "a dog"];
const photosOf = (count: number): Photo[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `photo-${i}`,
    name: `${i}.jpg`,
    source: new Blob([String(i)]),
    thumbnail: null,
    expected: null,
  }));
const limits = { maxFiles: 100, maxInputs: 100, maxUploadBytes: 1e9 };

type Compare = (images: readonly (Blob | string)[]) => Promise<unknown>;

/** Cosines that tell which photo they are of; the best label first, as the server answers. */
const answering: Compare = async (images) => ({
  results: [
    {
      error: null,
      latencyMs: 10,
      costUsd: 0.5,
      imagesCostUsd: 0.4,
      imagesComputed: images.length,
      meanBatchSize: 4,
      classifications: await Promise.all(
        images.map(async (image) => {
          const number = Number(await (image as Blob).text());
          return {
            labels: [
              { label: "a dog", score: 0.9, similarity: number },
              { label: "a cat", score: 0.1, similarity: -number },
            ],
            timing: { batchSize: 4 },
          };
        }),
      ),
    },
  ],
});
const failing = (code: string, retryable = true, retryAfterMs?: number) =>
  new GatewayRequestError(`${code}!`, { code, retryable, retryAfterMs });

async function run(count: number, compare: Compare, signal = new AbortController().signal) {
  const portions: Portion[] = [];
  const downloaded = vi.fn(async () => {});
  await runModel(
    { model, photos: photosOf(count), labels, templates: null, limits, signal },
    {
      client: { compare } as never,
      downloaded,
      onPortion: (portion) => portions.push(portion),
    },
  );
  const answers = new Map(portions.flatMap((portion) => [...portion.answers]));
  return { portions, answers, downloaded };
}

describe("asking one model about photos", () => {
  it("answers every photo with its own cosines, in the order of the labels", async () => {
    const { answers } = await run(25, answering);
    expect(answers.size).toBe(25);
    for (const [i, { id }] of photosOf(25).entries()) {
      expect(answers.get(id)).toEqual(Float32Array.of(-i, i));
    }
  });

  it("sends few photos at a time to a model that is expected to be slow", async () => {
    const compare = vi.fn(answering);
    await run(25, compare);
    expect(compare.mock.calls[0]![0]).toHaveLength(10);
  });

  it("keeps the error of one photo at its place", async () => {
    const broken = failing("IMAGE_UNREADABLE", false);
    const { answers } = await run(3, async (images) => {
      const answer = (await answering(images)) as { results: { classifications: unknown[] }[] };
      answer.results[0]!.classifications[1] = broken;
      return answer;
    });
    // Plain, because the message of an Error is not written into JSON.
    expect(answers.get("photo-1")).toEqual({
      code: "IMAGE_UNREADABLE",
      message: "IMAGE_UNREADABLE!",
      retryable: false,
    });
    expect(answers.get("photo-2")).toEqual(Float32Array.of(-2, 2));
  });

  it("goes on after a request that failed, whose photos have its error", async () => {
    const compare = vi.fn(answering).mockRejectedValueOnce(failing("NETWORK"));
    const { answers } = await run(25, compare);
    const failed = [...answers.values()].filter((answer) => !(answer instanceof Float32Array));
    expect(failed).toHaveLength(10);
    expect(failed[0]).toMatchObject({ code: "NETWORK", retryable: true });
    expect(answers.get("photo-24")).toEqual(Float32Array.of(-24, 24));
  });

  it("sends fewer photos where all are too much for a key, and does not try more again", async () => {
    const compare = vi.fn<Compare>(async (images) => {
      if (images.length > 3) {
        throw failing("TOO_LARGE", false);
      }
      return answering(images);
    });
    const { answers } = await run(10, compare);
    expect(answers.size).toBe(10);
    const sizes = compare.mock.calls.map(([images]) => images.length);
    expect(sizes).toEqual([10, 5, 2, 2, 2, 2, 2]);
  });

  it("waits as long as a key has to, again and again, but not for a long time", async () => {
    vi.useFakeTimers();
    const soon = {
      results: [{ error: failing("RATE_LIMITED", true, 1000), classifications: null }],
    };
    const compare = vi.fn(answering);
    for (let i = 0; i < 9; i++) {
      compare.mockResolvedValueOnce(soon);
    }
    const running = run(10, compare);
    await vi.advanceTimersByTimeAsync(9000);
    expect((await running).answers.size).toBe(10);

    const late = vi.fn(answering).mockRejectedValue(failing("RATE_LIMITED", true, 3_600_000));
    await expect(run(10, late)).rejects.toMatchObject({ code: "RATE_LIMITED" });
    expect(late).toHaveBeenCalledTimes(1);
    vi.useRealTimers();
  });

  it("comes back to a busy server when it says, with as many photos, but not for ever", async () => {
    vi.useFakeTimers();
    const busy = failing("OVERLOADED", true, 700);
    const refusing = { results: [{ error: busy, classifications: null }] };
    const compare = vi.fn(answering).mockResolvedValueOnce(refusing);
    const begin = Date.now();
    const running = run(10, compare);
    await vi.advanceTimersByTimeAsync(699);
    expect(compare).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    const { answers } = await running;
    expect(compare.mock.calls.map(([images]) => images.length)).toEqual([10, 10]);
    expect(answers.get("photo-9")).toEqual(Float32Array.of(-9, 9));

    const never = run(10, async () => refusing);
    await vi.runAllTimersAsync();
    expect((await never).answers.get("photo-9")).toMatchObject({ code: "OVERLOADED" });
    expect(Date.now() - begin).toBe(700 + 3 * 700);
    vi.useRealTimers();
  });

  it("asks about half as many after a timeout, and loses none", async () => {
    const compare = vi.fn<Compare>(async (images) => {
      if (images.length > 2) {
        throw failing("TIMEOUT");
      }
      return answering(images);
    });
    const { answers } = await run(5, compare);
    expect([...answers.values()].every((answer) => answer instanceof Float32Array)).toBe(true);
    expect(answers.size).toBe(5);
  });

  it("ends at once with what the model as a whole lacks", async () => {
    const error = failing("MODEL_UNAVAILABLE", false);
    const compare = vi.fn<Compare>(async () => ({ results: [{ error, classifications: null }] }));
    await expect(run(25, compare)).rejects.toBe(error);
    expect(compare).toHaveBeenCalledOnce();
  });

  it("waits for a download that its request has started, once, and asks again", async () => {
    const error = failing("MODEL_UNAVAILABLE");
    const compare = vi
      .fn(answering)
      .mockResolvedValueOnce({ results: [{ error, classifications: null }] });
    const { answers, downloaded } = await run(3, compare);
    expect(downloaded).toHaveBeenCalledOnce();
    expect(answers.size).toBe(3);
    await expect(run(3, () => Promise.reject(error))).rejects.toBe(error);
  });

  it("ends with the signal's reason when it is stopped", async () => {
    const stopping = new AbortController();
    const stopped = run(
      25,
      async () => {
        stopping.abort(new Error("stopped"));
        throw failing("NETWORK");
      },
      stopping.signal,
    );
    await expect(stopped).rejects.toThrow("stopped");
  });
});

describe("how many photos one request carries", () => {
  it("follows what the model takes, and is never none", () => {
    expect(firstPortion(20)).toBe(64);
    expect(firstPortion(1000)).toBe(4);
    expect(firstPortion(60_000)).toBe(1);
    expect(firstPortion(null)).toBe(8);
    expect(nextPortion(8, 1000)).toBe(32);
    expect(nextPortion(8, 32_000)).toBe(1);
    expect(nextPortion(8, 0)).toBe(32);
  });

  it("is within the server's limits, but at least one, so that all are sent", () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 9 }), (bytes, maxFiles) => {
        const photos = bytes.map((size) => ({ source: new Blob([new Uint8Array(size)]) }));
        const portion = takePortion(photos, 100, { ...limits, maxFiles, maxUploadBytes: 5000 });
        const total = portion.reduce((sum, { source }) => sum + source.size, 0);
        expect(portion.length).toBeGreaterThan(0);
        expect(portion.length).toBeLessThanOrEqual(maxFiles);
        expect(portion.length === 1 || total <= 4500).toBe(true);
      }),
    );
  });
});
