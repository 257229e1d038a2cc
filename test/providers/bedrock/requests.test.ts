import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Input, Model } from "../../../models/model.ts";
import type { EmbedOptions, Row } from "../../../providers/provider.ts";
import { providerCalls, type ProviderCallTrace } from "../../../providers/tracing.ts";
import { canvas, image, setUpCloud, text, texts, usdOf } from "../cloud-set-up.ts";
import { cloudOf, embedV4, nova, titan } from "./set-up.ts";

const { it, open } = setUpCloud(cloudOf(nova));

function embed(model: Model, inputs: readonly Input[], changes: Partial<EmbedOptions> = {}) {
  const options = { dimensions: 256, purpose: "DOCUMENT", ...changes } as const;
  return it.provider.embed(model, inputs, options);
}
const vectors = (rows: readonly (Row | Error)[]) => rows.map((row) => (row as Row).vector);
const bodies = () => it.server.requests.map(({ body }) => body);
const jpeg = (width: number, height: number) => canvas(width, height).jpeg().toBuffer();

describe("Nova is sent", () => {
  test("a text a request, with its purpose and dimension, to be cut at its end", async () => {
    const purposes = {
      DOCUMENT: "GENERIC_INDEX",
      QUERY: "GENERIC_RETRIEVAL",
      CLASSIFICATION: "CLASSIFICATION",
      CLUSTERING: "CLUSTERING",
    } as const;
    for (const [purpose, theirs] of Object.entries(purposes)) {
      const options = { purpose, dimensions: 384 } as EmbedOptions;
      const { rows } = await embed(nova, [text("héllo"), text("🙂")], options);
      expect(vectors(rows)).toEqual(
        ["héllo", "🙂"].map((each) => it.server.vector(each, 384, theirs)),
      );
    }
    expect(it.server.requests[0]!.model).toBe("amazon.nova-2-multimodal-embeddings-v1:0");
    expect(bodies().find(({ singleEmbeddingParams: { text } }) => text.value === "🙂")).toEqual({
      schemaVersion: "nova-multimodal-embed-v1",
      taskType: "SINGLE_EMBEDDING",
      singleEmbeddingParams: {
        embeddingPurpose: "GENERIC_INDEX",
        embeddingDimension: 384,
        text: { truncationMode: "END", value: "🙂" },
      },
    });
  });

  test("images as they are with their format, others converted", async () => {
    const files = await Promise.all([
      jpeg(60, 60),
      canvas(60, 60).png().toBuffer(),
      canvas(60, 60).webp().toBuffer(),
      canvas(60, 60).gif().toBuffer(),
    ]);
    const { rows } = await embed(nova, files.map(image));
    expect(vectors(rows)).toEqual(
      files.map((file) => it.server.vector(file, 256, "GENERIC_INDEX")),
    );
    const tiff = await canvas(60, 60).tiff().toBuffer();
    expect((await embed(nova, [image(tiff)])).rows[0]).not.toBeInstanceOf(Error);
    expect(it.server.refusals).toEqual([]);
  });

  test("no more of a text than it takes, in whole characters, and what is cut is marked", async () => {
    const long = `${"x".repeat(49_999)}😀${"y".repeat(9)}`;
    const { rows } = await embed(nova, [text(long), text("short")]);
    expect(vectors(rows)[0]).toEqual(it.server.vector("x".repeat(49_999), 256, "GENERIC_INDEX"));
    expect(rows.map((row) => (row as Row).truncated)).toEqual([true, false]);
  });
});

describe("Titan is sent", () => {
  test("a text or an image a request, never both, which would be averaged", async () => {
    const file = await jpeg(60, 60);
    const [words] = (await embed(titan, [text("a"), text("b")])).rows;
    const [photo] = (await embed(titan, [image(file)], { dimensions: 384 })).rows;
    expect((words as Row).vector).toEqual(it.server.vector("a", 256, ""));
    expect((photo as Row).vector).toEqual(it.server.vector(file, 384, ""));
    for (const body of bodies()) {
      expect(Object.keys(body)).toHaveLength(2);
    }
  });

  test("images of at most 2048 pixels a side, as PNG or JPEG", async () => {
    const files = [await jpeg(3000, 600), await canvas(60, 60).webp().toBuffer()];
    const { rows } = await embed(titan, files.map(image));
    const sent = bodies().map(({ inputImage }) => Buffer.from(inputImage, "base64"));
    const sizes = await Promise.all(sent.map((file) => sharp(file).metadata()));
    expect(sizes.map(({ width, height }) => [width, height]).toSorted()).toEqual([
      [2048, 409],
      [60, 60],
    ]);
    expect(rows.filter((row) => row instanceof Error)).toEqual([]);
  });
});

describe("Cohere's model there is sent", () => {
  test("96 texts a request, of which each vector finds its own", async () => {
    const { rows } = await embed(embedV4, texts(200), { purpose: "QUERY", dimensions: 512 });
    expect(vectors(rows).map(([first]) => first)).toEqual(
      texts(200).map((_, i) => it.server.vector(`text ${i}`, 512, "search_query")[0]),
    );
    expect(
      bodies()
        .map((body) => body.texts.length)
        .toSorted(),
    ).toEqual([8, 96, 96]);
    expect(bodies()[0]).toMatchObject({ truncate: "RIGHT", embedding_types: ["float"] });
  });

  test("images as plain data URIs, with the purpose kept", async () => {
    const files = await Promise.all([20, 30, 40].map((size) => jpeg(size, size)));
    const { rows } = await embed(embedV4, files.map(image), { purpose: "CLUSTERING" });
    expect(vectors(rows)).toEqual(files.map((file) => it.server.vector(file, 256, "clustering")));
    expect(bodies()).toHaveLength(1);
  });

  test("by an inference profile, where one is named", async () => {
    const id = "us.cohere.embed-v4:0";
    open({ BEDROCK_MODEL_IDS: new Map([["cohere.embed-v4:0", id]]) });
    await embed(embedV4, texts(1));
    await embed(titan, texts(1));
    expect(it.server.requests.map(({ model }) => model)).toEqual([
      id,
      "amazon.titan-embed-image-v1",
    ]);
    expect(it.provider.revision!(embedV4)).toContain(id);
  });
});

describe("requests", () => {
  test("are signed by keys, or carry an API key", async () => {
    await embed(titan, texts(1));
    expect(it.server.headers[0]!.authorization).toMatch(/us-east-1\/bedrock\/aws4_request/);

    open({ AWS_BEARER_TOKEN_BEDROCK: it.server.token, AWS_ACCESS_KEY_ID: undefined });
    await embed(titan, texts(1));
    expect(it.server.headers[1]!.authorization).toBe(`Bearer ${it.server.token}`);
  });

  test("are signed by a profile of the shared files, whatever keys there are beside it", async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = it.server.keys;
    const folder = mkdtempSync(join(tmpdir(), "parallax-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "credentials");
    const profile = [
      ...["[of-tests]", `aws_access_key_id = ${accessKeyId}`],
      ...[`aws_secret_access_key = ${secretAccessKey}`, `aws_session_token = ${sessionToken}`],
    ];
    writeFileSync(file, profile.join("\n"));
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", file);
    onTestFinished(() => void vi.unstubAllEnvs());
    open({ AWS_PROFILE: "of-tests", AWS_ACCESS_KEY_ID: "other", AWS_SECRET_ACCESS_KEY: "other" });
    expect((await embed(titan, texts(1))).rows[0]).not.toBeInstanceOf(Error);
    expect(it.server.refusals).toEqual([]);
  });

  test("carry the headers of their trace", async () => {
    const trace = (call: unknown) => {
      (call as ProviderCallTrace).carrier["traceparent"] = "00-of-the-tests";
    };
    providerCalls.start.subscribe(trace);
    onTestFinished(() => void providerCalls.start.unsubscribe(trace));
    await embed(titan, texts(1));
    expect(it.server.headers[0]!["traceparent"]).toBe("00-of-the-tests");
  });

  test("are what the quota counts, however many inputs they have", async () => {
    open({ BEDROCK_REQUESTS_PER_MINUTE: 1, REQUEST_TIMEOUT_MS: 500 });
    expect((await embed(embedV4, texts(96))).rows).toHaveLength(96);
    expect((await embed(titan, texts(1))).rows).toHaveLength(1); // each model has its own
    await expect(embed(titan, texts(1))).rejects.toMatchObject({
      code: "OVERLOADED",
      message: expect.stringContaining("BEDROCK_REQUESTS_PER_MINUTE"),
    });
  });
});

describe("what was used", () => {
  test("is counted and priced by the catalog", async () => {
    const photo = image(await jpeg(60, 60));
    expect(usdOf(await embed(nova, texts(2)))).toBeCloseTo(6 * 0.135e-6, 12);
    expect(usdOf(await embed(nova, [photo]))).toBeCloseTo(0.00006, 12);
    expect(usdOf(await embed(titan, texts(2)))).toBeCloseTo(6 * 0.8e-6, 12);
    expect(usdOf(await embed(titan, [photo]))).toBeCloseTo(0.00006, 12);
    expect(usdOf(await embed(embedV4, texts(100)))).toBeCloseTo(300 * 0.12e-6, 12);
    expect(usdOf(await embed(embedV4, [photo, photo]))).toBeCloseTo(2000 * 0.47e-6, 12);
    expect(it.record.counted).toMatchObject({ "billed images": 4 });
  });

  test("is told as tokens of a text, where the service counted them alone", async () => {
    expect((await embed(nova, [text("a b")])).rows[0]).toMatchObject({ tokens: 3 });
    expect((await embed(embedV4, texts(2))).rows[0]).not.toHaveProperty("tokens");
  });
});
