import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Gateway } from "../../src/gateway.ts";
import { until } from "../support/processes.ts";
import { startCohere, type CohereServer } from "../servers/cohere.ts";
import { startVertex, type VertexServer } from "../servers/vertex.ts";
import { post, startTestGateway } from "../support/start-gateway.ts";

/** The whole gateway over the vendors' own SDKs, against servers that speak their protocols. */
const photo = readFileSync("test/fixtures/photos/coffee.jpg");
const variant = (i: number) => ({
  base64: Buffer.concat([photo, Buffer.from(`variant ${i}`)]).toString("base64"),
});
const embed = `query ($text: String!, $model: ID!, $dimensions: Int) {
  embedText(text: $text, model: $model, dimensions: $dimensions) {
    vector dimensions tokens timing { batchSize }
  }
}`;

let cohere: CohereServer;
let vertex: VertexServer;
let gateway: Gateway;
beforeAll(async () => {
  [cohere, vertex] = await Promise.all([startCohere(), startVertex()]);
  gateway = await startTestGateway({
    CO_API_KEY: cohere.key,
    COHERE_BASE_URL: cohere.url,
    GOOGLE_CLOUD_PROJECT: "test-project",
    VERTEX_ENDPOINT: vertex.endpoint,
    VERTEX_INSECURE: "true",
    CACHE_MB: "0",
    REQUEST_TIMEOUT_MS: "60000",
  });
});
afterAll(async () => {
  await gateway.close();
  await Promise.all([cohere.close(), vertex.close()]);
});
beforeEach(() => void (cohere.requests as unknown[]).splice(0));

describe("Cohere behind the gateway", () => {
  it("gets a few calls for 200 concurrent requests, each with its own row back", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    cohere.faults.always({ delay: () => held });
    const clients = Array.from({ length: 200 }, (_, i) =>
      post(gateway, embed, { text: `client ${i}`, model: "embed-v4.0" }),
    );
    // The first calls have left when the last clients come, however slow the machine.
    const sent = () => cohere.requests.reduce((sum, { texts = [] }) => sum + texts.length, 0);
    await until(async () => (await waiting("cohere/embed-v4.0")) + sent() === 200);
    release();
    cohere.faults.always(undefined);
    const answers = await Promise.all(clients);
    expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
    answers.forEach(({ data }, i) => {
      const expected = unit(cohere.vector(`client ${i}`, 1536));
      expect(cosine(data.embedText.vector, expected)).toBeGreaterThan(0.99999);
    });
    expect(cohere.requests.length).toBeLessThanOrEqual(7);
  });

  it("is asked for the length and the purpose that the caller wants", async () => {
    const { data } = await post(
      gateway,
      `{ embedTexts(texts: ["a", "b"], model: "embed-v4.0", dimensions: 256, purpose: QUERY) { dimensions } }`,
    );
    expect(data.embedTexts).toEqual([{ dimensions: 256 }, { dimensions: 256 }]);
    expect(cohere.requests).toMatchObject([{ output_dimension: 256, input_type: "search_query" }]);
    const refused = await post(gateway, embed, { text: "a", model: "embed-v4.0", dimensions: 100 });
    expect(refused.errors![0]!.extensions.code).toBe("UNSUPPORTED_DIMENSIONS");
    expect(cohere.requests.length).toBe(1);
  });

  it("classifies by the bare cosine", async () => {
    const { data } = await post(
      gateway,
      `query ($image: ImageInput!) {
        classify(image: $image, labels: ["a", "b"], model: "embed-v4.0") {
          activation labels { score similarity }
        }
      }`,
      { image: variant(1) },
    );
    expect(data.classify.activation).toBe("COSINE");
    for (const { score, similarity } of data.classify.labels) {
      expect(score).toBe(similarity);
    }
  });

  it("is routed to when nothing forbids it, and counted in dollars", async () => {
    const { data } = await post(
      gateway,
      `query ($image: ImageInput!) {
        embedText(text: "un chat noir dans le jardin", route: {}) { model { id } }
        compare(images: [$image], texts: ["a"], models: ["embed-v4.0", "parallax/mini"]) {
          results { model { id } costUsd error { message } }
        }
      }`,
      { image: variant(2) },
    );
    expect(data.embedText.model.id).toBe("cohere/embed-v4.0");
    const [paid, free] = data.compare.results;
    expect(paid.costUsd).toBeGreaterThan(0);
    expect(free.costUsd).toBe(0);
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toMatch(/event="billed [^"]+",model="cohere\/embed-v4.0"/);
  });

  it("cannot bring a vector of another length, or with numbers that are none, to a client", async () => {
    for (const fault of ["wrong dimension", "not a number"] as const) {
      cohere.faults.add(fault);
      const { errors } = await post(gateway, embed, { text: fault, model: "embed-v4.0" });
      expect(errors![0]!.extensions.code).toBe("PROVIDER_FAILED");
    }
  });

  it("fails alone: neither its key nor its words reach a client", async () => {
    cohere.faults.always({ status: 401, message: "invalid key test-key-7f3a at db-7" });
    const { errors } = await post(gateway, embed, { text: "secret?", model: "embed-v4.0" });
    cohere.faults.always(undefined);
    expect(["MODEL_UNAVAILABLE", "PROVIDER_FAILED"]).toContain(errors![0]!.extensions.code);
    expect(JSON.stringify(errors)).not.toMatch(/7f3a|db-7/);
    const local = await post(gateway, embed, { text: "a", model: "parallax/mini" });
    expect(local.errors).toBeUndefined();
  });
});

describe("Vertex AI behind the gateway", () => {
  it("gets one instance a call, and the rows come back to their callers", async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        post(gateway, embed, { text: `text ${i}`, model: "multimodalembedding@001" }),
      ),
    );
    expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
    answers.forEach(({ data }, i) => {
      expect(data.embedText.timing.batchSize).toBe(1);
      const expected = unit(vertex.vector(`text ${i}`, 1408));
      expect(cosine(data.embedText.vector, expected)).toBeGreaterThan(0.99999);
    });
  });
});

async function waiting(model: string): Promise<number> {
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  return Number(metrics.split(`queue_depth{model="${model}"} `)[1]?.split("\n")[0] ?? 0);
}

function unit(vector: Float32Array): number[] {
  const length = Math.hypot(...vector);
  return Array.from(vector, (x) => x / length);
}

function cosine(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}
