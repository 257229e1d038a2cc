import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gateway } from "../../src/gateway.ts";
import { modelProcessesOf, until } from "../support/processes.ts";
import { type Answer, post, startTestGateway } from "../support/start-gateway.ts";
import {
  ClassifyDocument,
  EmbedImagesDocument,
  EmbedTextsDocument,
  SimilarityDocument,
} from "./generated/graphql.ts";

const photo = (name: string) => readFileSync(`test/fixtures/photos/${name}.jpg`);
const base64 = (name: string) => ({ base64: photo(name).toString("base64") });

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const ask = (document: { toString(): string }, variables: Record<string, unknown>) =>
  post(gateway, document.toString(), variables);

describe("a running gateway", () => {
  it("embeds texts to unit vectors, and says how many tokens it saw", async () => {
    const { data, errors } = await ask(EmbedTextsDocument, {
      texts: ["a cat", "", "cat ".repeat(500)],
    });
    expect(errors).toBeUndefined();
    const [short, empty, long] = data.embedTexts;
    expect([short.tokens, empty.tokens, long.tokens]).toEqual([4, 2, 128]);
    expect([short.truncated, empty.truncated, long.truncated]).toEqual([false, false, true]);
    expect(Math.hypot(...floats(short.base64))).toBeCloseTo(1, 5);
  });

  it("tells a cat from a rocket", async () => {
    const labels = ["a cat", "a dog", "a cup of coffee", "a rocket"];
    for (const [name, label] of [
      ["chelsea", "a cat"],
      ["rocket", "a rocket"],
      ["coffee", "a cup of coffee"],
    ]) {
      const { data } = await ask(ClassifyDocument, { image: base64(name!), labels });
      expect(data.classify.best.label).toBe(label);
      expect(data.classify.best.score).toBeGreaterThan(0.5);
    }
  });

  it("takes an image as base64, as a data URI, as an upload and as a URL", async () => {
    const bytes = photo("coffee").toString("base64");
    const { data } = await ask(EmbedImagesDocument, {
      images: [{ base64: bytes }, { base64: `data:image/jpeg;base64,${bytes}` }],
    });
    const uploaded = await upload(
      EmbedImagesDocument,
      { images: [{ upload: null }] },
      {
        "variables.images.0.upload": photo("coffee"),
      },
    );
    expect(uploaded.errors).toBeUndefined();
    const vectors = [...data.embedImages, ...uploaded.data.embedImages].map((each) => each.base64);
    expect(new Set(vectors).size).toBe(1);
  });

  it("answers the same alone as in a batch", async () => {
    const texts = Array.from({ length: 40 }, (_, i) => "word ".repeat(1 + (i % 9)) + i);
    const other = await startTestGateway({ CACHE_MB: "0" });
    try {
      const together = await post(other, EmbedTextsDocument.toString(), { texts });
      for (const i of [0, 8, 17, 39]) {
        const alone = await post(other, EmbedTextsDocument.toString(), { texts: [texts[i]] });
        const [a, b] = [alone.data.embedTexts[0], together.data.embedTexts[i]];
        const differences = floats(a.base64).map((x, d) => Math.abs(x - floats(b.base64)[d]!));
        expect(Math.max(...differences)).toBeLessThan(1e-5);
      }
    } finally {
      await other.close();
    }
  });

  it("compares every image with every text", async () => {
    const { data } = await ask(SimilarityDocument, {
      images: [base64("chelsea"), base64("rocket")],
      texts: ["a cat", "a rocket"],
    });
    const [cat, rocket] = data.similarity.scores;
    expect(cat[0]).toBeGreaterThan(cat[1]);
    expect(rocket[1]).toBeGreaterThan(rocket[0]);
  });

  it("lets 200 concurrent clients share passes", async () => {
    // Held still until most have come: which of them would meet is chance.
    const [model] = modelProcessesOf(process.pid);
    process.kill(model!, "SIGSTOP");
    const asked = Array.from({ length: 200 }, (_, i) =>
      ask(EmbedTextsDocument, { texts: [`client ${i}`] }),
    );
    const inTwoPasses = 2 * 32;
    await until(async () => (await waiting()) >= 200 - inTwoPasses);
    process.kill(model!, "SIGCONT");
    const answers = await Promise.all(asked);
    expect(answers.every(({ errors }) => errors === undefined)).toBe(true);
    const alone = answers.filter(({ data }) => data.embedTexts[0].timing.batchSize === 1);
    expect(alone.length).toBeLessThanOrEqual(inTwoPasses);
  });

  it("lets 1,000 embeds in flight leave as a few dozen passes", async () => {
    const texts = Array.from({ length: 1000 }, (_, i) => `embed ${i}`);
    const before = await passes();
    const { errors } = await ask(EmbedTextsDocument, { texts });
    expect(errors).toBeUndefined();
    expect((await passes()) - before).toBeLessThanOrEqual(36);
  });

  it("fails one unreadable image alone, with its reason at its path", async () => {
    const images = [base64("coffee"), { base64: "aGVsbG8=" }, base64("rocket")];
    const { data, errors } = await ask(EmbedImagesDocument, { images });
    expect(data.embedImages.map((each: unknown) => each === null)).toEqual([false, true, false]);
    expect(errors).toMatchObject([
      { path: ["embedImages", 1], extensions: { code: "IMAGE_UNREADABLE", retryable: false } },
    ]);
  });
});

const passes = () => metric(/batch_size_count\{[^}]*modality="TEXT"\} (\d+)/);
const waiting = () => metric(/queue_depth\{[^}]*\} (\d+)/);

async function metric(pattern: RegExp): Promise<number> {
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  return Number(pattern.exec(metrics)?.[1] ?? 0);
}

async function upload(
  document: { toString(): string },
  variables: unknown,
  files: Record<string, Buffer>,
): Promise<Answer> {
  const form = new FormData();
  form.set("operations", JSON.stringify({ query: document.toString(), variables }));
  const paths = Object.keys(files);
  form.set("map", JSON.stringify(Object.fromEntries(paths.map((path, i) => [i, [path]]))));
  paths.forEach((path, i) =>
    form.set(String(i), new Blob([new Uint8Array(files[path]!)]), "a.jpg"),
  );
  const response = await fetch(`${gateway.url}/graphql`, {
    method: "POST",
    headers: { "apollo-require-preflight": "true" },
    body: form,
  });
  return { status: response.status, ...((await response.json()) as Omit<Answer, "status">) };
}

function floats(base64: string): number[] {
  const bytes = Buffer.from(base64, "base64");
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}
