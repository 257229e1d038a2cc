import { describe, expect, it } from "vitest";
import { normalize } from "../../../models/vector/vector.ts";
import type { Row } from "../../../providers/provider.ts";
import { createLruCache } from "../../../src/inference/cache.ts";
import type { Embed } from "../../../src/inference/embedder.ts";
import { createLabelEmbedder } from "../../../src/inference/labels.ts";
import { fakeModel, fakeRow } from "../../support/fake-provider.ts";

const timing = { totalMs: 1, queueMs: 0, computeMs: 1, batchSize: 1, cached: false };

function setUp({ recentBytes = 0 } = {}) {
  const counts = { prompts: 0, inFlight: 0, most: 0 };
  const embedPrompt: Embed = async (model, input, { signal } = {}) => {
    counts.prompts++;
    counts.most = Math.max(counts.most, ++counts.inFlight);
    await new Promise((resolve) => setImmediate(resolve));
    counts.inFlight--;
    signal?.throwIfAborted();
    const { vector } = fakeRow(input, 8) as Row;
    const { space } = model;
    const facts = { model, space, modality: "TEXT", dimensions: 8, truncated: false } as const;
    return { ...facts, vector: normalize(vector), tokens: null, usd: 0.5, timing, route: null };
  };
  const embedLabels = createLabelEmbedder(embedPrompt, createLruCache(10_000_000), { recentBytes });
  const embed = (labels: readonly string[], templates: readonly string[], signal?: AbortSignal) =>
    embedLabels(fakeModel, { labels, templates, purpose: "CLASSIFICATION" }, { signal });
  return { counts, embed };
}

const labels = Array.from({ length: 200 }, (_, i) => `label ${i}`);
const templates = Array.from({ length: 20 }, (_, i) => `template ${i} of {label}`);

describe("label embeddings", () => {
  it("are kept: the same labels cost nothing the next time", async () => {
    const { counts, embed } = setUp();
    const first = await embed(["a", "b"], ["{label}", "a {label}"]);
    const again = await embed(["b", "a"], ["{label}", "a {label}"]);
    expect(counts.prompts).toBe(4);
    expect(again.vectors).toEqual(first.vectors.toReversed());
    expect(again.timing.cached).toBe(true);
    // What they cost is still told: the price of these labels, not of this request.
    expect([first.usd, again.usd]).toEqual([2, 2]);
  });

  it("of a whole set are found at once the next time, and only for the same labels in their order", async () => {
    const { counts, embed } = setUp({ recentBytes: 1_000_000 });
    const first = await embed(["a", "b"], ["{label}"]);
    const again = await embed(["a", "b"], ["{label}"]);
    expect(again.vectors).toEqual(first.vectors);
    expect([again.usd, again.timing.cached]).toEqual([first.usd, true]);
    const turned = await embed(["b", "a"], ["{label}"]);
    expect(turned.vectors).toEqual(first.vectors.toReversed());
    const [other] = (await embed(["a,b"], ["{label}"])).vectors;
    expect(first.vectors).not.toContainEqual(other);
    expect(counts.prompts).toBe(3);
  });

  it("of other templates are other embeddings", async () => {
    const { embed } = setUp();
    const [bare, dressed] = await Promise.all([
      embed(["a"], ["{label}"]),
      embed(["a"], ["x {label}"]),
    ]);
    expect(bare.vectors).not.toEqual(dressed.vectors);
  });

  it("of a large set go in small batches", async () => {
    const { counts, embed } = setUp();
    await embed(labels, templates);
    expect(counts.prompts).toBe(4000);
    expect(counts.most).toBeLessThanOrEqual(64);
  });

  it("of a large set go on when the caller gives up, and a retry finds what is done", async () => {
    const { counts, embed } = setUp();
    const gone = new AbortController();
    const first = embed(labels, templates, gone.signal);
    while (counts.prompts < 500) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    gone.abort(new Error("timeout"));
    await expect(first).rejects.toThrow("timeout");
    const { vectors } = await embed(labels, templates);
    expect(vectors.length).toBe(200);
    expect(counts.prompts).toBe(4000);
  });

  it("of a small set end with their caller", async () => {
    const { embed } = setUp();
    const gone = new AbortController();
    const first = embed(["a"], ["{label}"], gone.signal);
    gone.abort(new Error("gone"));
    await expect(first).rejects.toThrow("gone");
  });
});
