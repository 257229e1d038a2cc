import { OpenAIEmbedding } from "@llamaindex/openai";
import { OpenAIEmbeddings } from "@langchain/openai";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gateway } from "../../../src/gateway.ts";
import { bearer, writeKeys } from "../../support/keys.ts";
import { post, startTestGateway } from "../../support/start-gateway.ts";

const model = "parallax/mini";
const photo = readFileSync("src/pages/photos/cat.jpg");
const base64 = photo.toString("base64");
const dataUri = `data:image/jpeg;base64,${base64}`;
const texts = ["a cat", "a cup of coffee", "a rocket"];

let photos: Server;
let photoUrl: string;
let keys: Awaited<ReturnType<typeof writeKeys>>;
let gateway: Gateway;
let inGraphql: { readonly texts: readonly number[][]; readonly photo: readonly number[] };
beforeAll(async () => {
  photos = createServer((_, response) => response.end(photo)).listen(0, "127.0.0.1");
  keys = await writeKeys({ any: {}, mini: { models: [model] } });
  const { port } = photos.address() as AddressInfo;
  photoUrl = `http://127.0.0.1:${port}/cat.jpg`;
  gateway = await startTestGateway({
    API_KEYS_FILE: keys.file,
    ALLOWED_PRIVATE_HOSTS: `127.0.0.1:${port}`,
  });
  const { data } = await post(
    gateway,
    `query ($texts: [String!]!, $image: ImageInput!) {
      embedTexts(texts: $texts) { vector }
      embedImage(image: $image) { vector }
    }`,
    { texts, image: { base64 } },
    { headers: { "content-type": "application/json", ...bearer("any") } },
  );
  inGraphql = {
    texts: data.embedTexts.map(({ vector }: { vector: number[] }) => vector),
    photo: data.embedImage.vector,
  };
});
afterAll(async () => {
  await gateway.close();
  photos.close();
  await keys.remove();
});

const settings = (apiKey = "any") => ({ apiKey, baseURL: `${gateway.url}/v1`, maxRetries: 0 });
const connect = (apiKey?: string) => new OpenAI(settings(apiKey));

describe("OpenAI's SDK", () => {
  it.each([undefined, "float", "base64"] as const)(
    "gets GraphQL's vectors, to the bit, asking for %s",
    async (encoding_format) => {
      const client = connect();
      const format = encoding_format && { encoding_format };
      const { object, data, usage, ...answer } = await client.embeddings.create({
        model,
        input: texts,
        ...format,
      });
      expect([object, answer.model]).toEqual(["list", model]);
      expect(data.map(({ object, index }) => [object, index])).toEqual(
        texts.map((_, i) => ["embedding", i]),
      );
      expect(data.map(({ embedding }) => numbersOf(embedding))).toEqual(inGraphql.texts);
      expect(usage.prompt_tokens).toBeGreaterThan(texts.length);
      expect(usage.total_tokens).toBe(usage.prompt_tokens);
    },
  );

  it("embeds photos beside texts, by each form of them", async () => {
    const input = [
      "a cat",
      dataUri,
      { image: dataUri },
      { image: base64 },
      { image: photoUrl },
      { type: "image_url", image_url: { url: photoUrl } },
      { content: [{ type: "image_url", image_url: { url: dataUri } }] },
      { text: "a cat" },
    ] as unknown as string[];
    const { data, usage } = await connect().embeddings.create({ model, input });
    const [first, ...rest] = data.map(({ embedding }) => [...embedding]);
    expect(rest.pop()).toEqual(first);
    expect(first).toEqual(inGraphql.texts[0]);
    expect(rest).toEqual(rest.map(() => inGraphql.photo));
    expect(usage.prompt_tokens).toBeLessThan(20);
  });

  it("embeds the one part of a message, as vLLM does", async () => {
    const part = { type: "image_url", image_url: { url: dataUri } };
    const body = { model, messages: [{ role: "user", content: [part] }], encoding_format: "float" };
    const answer = await connect().post<{ data: { embedding: number[] }[] }>("/embeddings", {
      body,
    });
    expect(answer.data.map(({ embedding }) => embedding)).toEqual([inGraphql.photo]);
  });

  it("lists the models that the key may use", async () => {
    const { data: all } = await connect().models.list();
    expect(all.length).toBeGreaterThan(10);
    const { data: few } = await connect("mini").models.list();
    expect(few).toEqual([
      expect.objectContaining({
        id: model,
        object: "model",
        dimensions: 512,
        modalities: ["TEXT", "IMAGE"],
        status: "READY",
      }),
    ]);
    expect(all).toContainEqual(few[0]);
  });

  it("finds a model by id and by alias", async () => {
    const client = connect();
    expect((await client.models.retrieve(model)).id).toBe(model);
    expect((await client.models.retrieve("embed-v4.0")).id).toBe("cohere/embed-v4.0");
    const unescaped = await fetch(`${gateway.url}/v1/models/${model}`, {
      headers: bearer("any"),
    });
    expect(await unescaped.json()).toMatchObject({ id: model });
  });

  const embed = (body: object, key?: string) =>
    connect(key).embeddings.create({ model, input: "a cat", ...body } as never);
  it.each([
    [OpenAI.AuthenticationError, 401, "UNAUTHENTICATED", null, () => embed({}, "nobody")],
    [
      OpenAI.PermissionDeniedError,
      403,
      "FORBIDDEN",
      null,
      () => embed({ model: "embed-v4.0" }, "mini"),
    ],
    [
      OpenAI.NotFoundError,
      404,
      "UNKNOWN_MODEL",
      "model",
      () => embed({ model: "text-embedding-3" }),
    ],
    [OpenAI.NotFoundError, 404, "UNKNOWN_MODEL", "model", () => connect().models.retrieve("none")],
    [
      OpenAI.InternalServerError,
      503,
      "MODEL_UNAVAILABLE",
      "model",
      () => embed({ model: "embed-v4.0" }),
    ],
    [
      OpenAI.BadRequestError,
      400,
      "UNSUPPORTED_DIMENSIONS",
      "dimensions",
      () => embed({ dimensions: 3 }),
    ],
    [OpenAI.BadRequestError, 400, "BAD_INPUT", "input[0]", () => embed({ input: [1, 2] })],
    [
      OpenAI.BadRequestError,
      400,
      "IMAGE_UNREADABLE",
      "input[1]",
      () => embed({ input: ["a", { image: "AAAA" }] }),
    ],
    [
      OpenAI.BadRequestError,
      400,
      "FETCH_REFUSED",
      "input[0]",
      () => embed({ input: [{ image: "http://127.0.0.1:1/" }] }),
    ],
    [OpenAI.NotFoundError, 404, "BAD_INPUT", null, () => connect().get("/chat/completions")],
  ])("throws its %o for %i %s of %s", async (type, status, code, param, ask) => {
    const error = await ask().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ status, code, param });
  });
});

describe("LangChain", () => {
  it("embeds documents and a query, asked for base64 and for numbers", async () => {
    for (const format of [{}, { encodingFormat: "float" }] as const) {
      const { baseURL, apiKey } = settings();
      const embeddings = new OpenAIEmbeddings({
        model,
        apiKey,
        configuration: { baseURL },
        ...format,
        batchSize: 2,
      });
      expect((await embeddings.embedDocuments(texts)).map(numbersOf)).toEqual(inGraphql.texts);
      expect(numbersOf(await embeddings.embedQuery(texts[1]!))).toEqual(inGraphql.texts[1]);
    }
  });
});

describe("LlamaIndex", () => {
  it("embeds a text and a batch of them", async () => {
    const embedding = new OpenAIEmbedding({ model, ...settings() });
    expect(numbersOf(await embedding.getTextEmbedding(texts[2]!))).toEqual(inGraphql.texts[2]);
    const batch = await embedding.getTextEmbeddingsBatch(texts);
    expect(batch.map(numbersOf)).toEqual(inGraphql.texts);
  });
});

/** Those of a list, or of base64 that nobody has decoded. */
function numbersOf(embedding: readonly number[] | string): number[] {
  if (typeof embedding !== "string") {
    return [...embedding];
  }
  const bytes = new Uint8Array(Buffer.from(embedding, "base64"));
  return [...new Float32Array(bytes.buffer)];
}
