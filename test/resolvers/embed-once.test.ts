import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as digest from "../../models/digest.ts";
import * as scoring from "../../models/zero-shot/score.ts";
import type { CacheHit } from "../../providers/tracing.ts";
import { createFakeProvider, fakeModel } from "../support/fake-provider.ts";
import { createRunQuery, image } from "../support/run-query.ts";

vi.mock(import("../../models/digest.ts"), { spy: true });
vi.mock(import("../../models/zero-shot/score.ts"), { spy: true });

const digests = () =>
  vi.mocked(digest.digestOf).mock.calls.filter(([content]) => typeof content !== "string").length;

let hits: CacheHit[] = [];
const onHit = (hit: unknown) => void hits.push(hit as CacheHit);
beforeEach(() => {
  vi.clearAllMocks();
  hits = [];
  subscribe("parallax:cache-hit", onHit);
});
afterEach(() => void unsubscribe("parallax:cache-hit", onHit));

const models = [fakeModel, { ...fakeModel, id: "test/other", aliases: ["other"], space: "other" }];
const images = [image(1), image(2), image(3)];
const texts = ["a", "b"];

describe("compare", () => {
  const query = `query ($images: [ImageInput!]!, $texts: [String!]!, $models: [ID!]!) {
    compare(images: $images, texts: $texts, models: $models, templates: ["a {label}", "one {label}"]) {
      results { cosine classifications { best { label } } costUsd }
      agreement { kendallTau }
    }
  }`;

  it("reads, hashes and embeds each image once per model, whatever is asked of it", async () => {
    const provider = createFakeProvider();
    const run = await createRunQuery({ provider, models });
    const { errors } = await run(query, { images, texts, models: ["fake", "other"] });
    expect(errors).toBeUndefined();
    const inputs = provider.calls.flat();
    // Per model: 3 images; 2 texts bare, and each in 2 templates.
    expect(inputs.filter(({ modality }) => modality === "IMAGE").length).toBe(2 * 3);
    expect(inputs.filter(({ modality }) => modality === "TEXT").length).toBe(2 * (2 + 4));
    // Nothing was asked for a second time: neither a cache nor another's pass had to save it.
    expect(hits).toEqual([]);
    // Both models wait for the same reads.
    expect(digests()).toBe(3);
  });
});

describe("similarity", () => {
  const ask = (fields: string) =>
    `query ($images: [ImageInput!]!, $texts: [String!]!) {
      similarity(images: $images, texts: $texts) { ${fields} }
    }`;

  it("computes scores only where they are asked for", async () => {
    const run = await createRunQuery();
    await run(ask("cosine"), { images, texts });
    expect(scoring.score).not.toHaveBeenCalled();
    const { data } = await run(ask("cosine scores"), { images, texts });
    expect(scoring.score).toHaveBeenCalledTimes(3);
    const { scores } = data!.similarity as { scores: number[][] };
    expect(scores.map((row) => row.reduce((sum, score) => sum + score, 0))).toEqual(
      [1, 1, 1].map((one) => expect.closeTo(one, 5)),
    );
  });
});
