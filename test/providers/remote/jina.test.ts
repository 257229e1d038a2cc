import { describe, expect, test } from "vitest";
import { jina as records } from "../../../models/catalog/jina.ts";
import { create } from "../../../providers/remote/jina.ts";
import type { JinaSettings } from "../../../providers/remote/settings.ts";
import type { Row } from "../../../providers/provider.ts";
import { type OpenAiStyleServer, startOpenAiStyle } from "../../servers/openai-style.ts";
import {
  type Cloud,
  canvas,
  errorOf,
  image,
  setUpCloud,
  testCloud,
  texts,
  usdOf,
} from "../cloud-set-up.ts";

const [small] = records;
const jina: Cloud<OpenAiStyleServer, JinaSettings> = {
  model: small!,
  dimensions: 32,
  start: () =>
    startOpenAiStyle("jina", {
      model: "jina-embeddings-v5-omni-small",
      dimensions: 1024,
      shortens: true,
      towers: false,
    }),
  settings: ({ url, key }) => ({
    JINA_API_KEY: key,
    JINA_BASE_URL: url,
    JINA_REQUESTS_PER_MINUTE: 500,
  }),
  create,
};

testCloud("Jina", jina, { JINA_REQUESTS_PER_MINUTE: 1e6 });

describe("Jina", () => {
  const { it, open, embed } = setUpCloud(jina);

  test("is told the purpose as its task, and the length", async () => {
    for (const purpose of ["DOCUMENT", "QUERY", "CLASSIFICATION", "CLUSTERING"]) {
      await embed(texts(1), { purpose });
    }
    expect(it.server.requests.map(({ task }) => task)).toEqual([
      "retrieval.passage",
      "retrieval.query",
      "classification",
      "clustering",
    ]);
    expect(it.server.requests[0]).toMatchObject({
      model: "jina-embeddings-v5-omni-small",
      dimensions: 32,
      embedding_type: "base64",
      normalized: true,
    });
    expect(it.server.refusals).toEqual([]);
  });

  test("is paid by tokens, of texts and of images", async () => {
    expect(usdOf(await embed(texts(2)))).toBeCloseTo((6 * 0.05) / 1e6, 12);
    const png = await canvas(64, 64).png().toBuffer();
    expect(usdOf(await embed([image(png)]))).toBeCloseTo((3 * 0.05) / 1e6, 12);
    expect(it.record.counted).toMatchObject({ "billed tokens": 9 });
  });

  test("may be sent so many requests a minute, however many inputs are in one", async () => {
    open({ JINA_REQUESTS_PER_MINUTE: 2, REQUEST_TIMEOUT_MS: 1000 });
    await embed(texts(20));
    await embed(texts(1));
    const error = await errorOf(embed(texts(1)));
    expect(error).toMatchObject({ code: "OVERLOADED", retryable: true });
    expect(error.message).toContain("JINA_REQUESTS_PER_MINUTE");
    expect(it.server.requests).toHaveLength(2);
  });

  test("needs a key, says which, and is not asked without or at the start", async () => {
    expect(it.server.requests).toHaveLength(0);
    open({ JINA_API_KEY: undefined });
    expect(it.provider.availability(small!)).toMatchObject({
      status: "NEEDS_CREDENTIALS",
      howToEnable: expect.stringContaining("JINA_API_KEY"),
    });
    expect(await errorOf(embed(texts(1)))).toMatchObject({
      code: "MODEL_UNAVAILABLE",
      retryable: false,
    });
    open({ JINA_API_KEY: "wrong" });
    expect((await errorOf(embed(texts(1)))).message).toContain("check JINA_API_KEY");
    expect(it.provider.availability(small!)).toMatchObject({ status: "FAILING" });
    expect(it.server.requests).toHaveLength(0);
  });

  test("that is out of its quota is waited for, and its texts stay in order", async () => {
    it.server.faults.add({ status: 429, retryAfter: "0" });
    const { rows } = await embed(texts(3));
    expect((rows[2] as Row).vector).toEqual(
      await it.server.vector("text 2", 32, "retrieval.passage"),
    );
  });
});
