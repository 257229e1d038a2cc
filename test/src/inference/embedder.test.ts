import { setMaxListeners } from "node:events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Input, Purpose } from "../../../models/model.ts";
import { normalize } from "../../../models/vector/vector.ts";
import type { Row } from "../../../providers/provider.ts";
import { createBatcher, type Batcher } from "../../../src/inference/batcher.ts";
import { createLruCache, noCache } from "../../../src/inference/cache.ts";
import { createEmbedder } from "../../../src/inference/embedder.ts";
import { createLatency } from "../../../src/inference/latency.ts";
import { createLog } from "../../../src/telemetry/log.ts";
import {
  createFakeProvider,
  fakeModel,
  fakeRow,
  type FakeOptions,
} from "../../support/fake-provider.ts";

const never = new AbortController().signal;
setMaxListeners(0, never);
const text = (value: string): Input => ({ modality: "TEXT", text: value });
const document = { dimensions: 8, purpose: "DOCUMENT", signal: never } as const;

function setUp(options: FakeOptions & { cacheBytes?: number } = {}) {
  const provider = createFakeProvider(options);
  const batchers = new Map<string, Batcher>();
  const cacheBytes = options.cacheBytes ?? 1_000_000;
  const embed = createEmbedder({
    maxTextChars: 100,
    cache: cacheBytes > 0 ? createLruCache(cacheBytes) : noCache,
    latency: createLatency(),
    log: createLog("silent"),
    batcher(model, modality, pass) {
      const key = JSON.stringify([modality, pass]);
      const batcher =
        batchers.get(key) ??
        createBatcher({
          provider: model.provider,
          dimensions: pass.dimensions,
          modality,
          limits: () => provider.limits(model, modality),
          queue: { model: model.id, limit: 1000, waiting: 0, msPerInput: 1 },
          tokensOf: () => 1,
          run: (inputs, signal) => provider.embed(model, inputs, { ...pass, signal }),
        });
      batchers.set(key, batcher);
      return batcher;
    },
  });
  return { provider, embed };
}

describe("the embedder", () => {
  it("answers unit vectors", async () => {
    const { embed } = setUp();
    const { vector } = await embed(fakeModel, text("a"), document);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
  });

  it("runs identical inputs in flight once, for everybody", async () => {
    const { embed, provider } = setUp();
    const results = await Promise.all(
      Array.from({ length: 20 }, () => embed(fakeModel, text("same"), document)),
    );
    expect(provider.calls).toEqual([[text("same")]]);
    expect(new Set(results.map(({ timing }) => timing.cached))).toEqual(new Set([false]));
  });

  it("answers from the cache afterwards, and says so", async () => {
    const { embed, provider } = setUp();
    await embed(fakeModel, text("a"), document);
    expect(await embed(fakeModel, text("a"), document)).toMatchObject({
      timing: { cached: true, batchSize: 0, computeMs: 0 },
    });
    expect(provider.calls.length).toBe(1);
  });

  it("never mixes up a text and an image of the same bytes", async () => {
    const { embed } = setUp();
    const asText = await embed(fakeModel, text("a"), document);
    const bytes = new TextEncoder().encode("a");
    const asImage = await embed(fakeModel, { modality: "IMAGE", bytes }, document);
    expect(asImage.vector).not.toEqual(asText.vector);
  });

  it("forgets failures", async () => {
    let attempts = 0;
    const { embed } = setUp({
      embed: async (inputs) => {
        if (++attempts === 1) {
          throw new Error("once");
        }
        return inputs.map((input) => fakeRow(input, 8));
      },
    });
    await expect(embed(fakeModel, text("a"), document)).rejects.toThrow("once");
    await expect(embed(fakeModel, text("a"), document)).resolves.toBeTruthy();
  });

  it("shortens a Matryoshka vector itself: one pass for all lengths", async () => {
    const { embed, provider } = setUp();
    const whole = await embed(fakeModel, text("a"), document);
    const half = await embed(fakeModel, text("a"), { ...document, dimensions: 4 });
    expect(half.vector).toEqual(normalize(whole.vector.slice(0, 4)));
    expect(provider.calls.length).toBe(1);
  });

  it("asks again for another length or purpose only where the model makes a difference", async () => {
    const { embed, provider } = setUp();
    const particular = { ...fakeModel, matryoshka: false, distinguishesPurpose: true };
    for (const dimensions of [8, 4]) {
      for (const purpose of ["DOCUMENT", "QUERY"] satisfies Purpose[]) {
        await embed(particular, text("a"), { ...document, dimensions, purpose });
        await embed(fakeModel, text("b"), { ...document, dimensions, purpose });
      }
    }
    expect(provider.calls.map(([input]) => input)).toEqual(
      ["a", "b", "a", "a", "a"].map((word) => text(word)),
    );
  });

  it("refuses a vector of another length, or with numbers that are none", async () => {
    const rows: Record<string, Row> = {
      short: { vector: Float32Array.of(1, 2) },
      nan: { vector: new Float32Array(8).fill(NaN) },
    };
    const { embed } = setUp({
      embed: async ([input]) => [rows[input!.modality === "TEXT" ? input!.text : ""]!],
    });
    await expect(embed(fakeModel, text("short"), document)).rejects.toMatchObject({
      code: "PROVIDER_FAILED",
      message: "test/fake answered 2 dimensions instead of 8.",
      retryable: false,
    });
    await expect(embed(fakeModel, text("nan"), document)).rejects.toMatchObject({
      code: "PROVIDER_FAILED",
    });
  });

  it("lets a caller go at once, while the others still get their result", async () => {
    const { embed, provider } = setUp();
    provider.hold();
    const gone = new AbortController();
    const leaving = embed(fakeModel, text("a"), { ...document, signal: gone.signal });
    const staying = embed(fakeModel, text("a"), document);
    gone.abort(new Error("gone"));
    await expect(leaving).rejects.toThrow("gone");
    provider.release();
    await expect(staying).resolves.toBeTruthy();
  });

  it("does not hand the end of an abandoned input to whoever asks next", async () => {
    const { embed, provider } = setUp();
    provider.hold();
    const gone = new AbortController();
    const leaving = embed(fakeModel, text("a"), { ...document, signal: gone.signal });
    gone.abort(new Error("gone"));
    const next = embed(fakeModel, text("a"), document);
    provider.release();
    await expect(leaving).rejects.toThrow("gone");
    await expect(next).resolves.toBeTruthy();
  });

  it("gives the single results for any subset cached, any order, any cache size", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(12), { maxLength: 30 }),
        fc.array(fc.nat(12), { maxLength: 30 }),
        fc.constantFrom(0, 700, 1_000_000),
        async (before, asked, cacheBytes) => {
          const { embed } = setUp({ cacheBytes });
          const embedWord = (word: number) => embed(fakeModel, text(`word ${word}`), document);
          await Promise.all(before.map(embedWord));
          const results = await Promise.all(asked.map(embedWord));
          const expected = asked.map((word) =>
            normalize((fakeRow(text(`word ${word}`), 8) as Row).vector),
          );
          expect(results.map(({ vector }) => vector)).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });
});
