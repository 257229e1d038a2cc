import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { jina } from "../../../models/catalog/jina.ts";
import type { Model } from "../../../models/model.ts";
import { create as createJina } from "../../../providers/remote/jina.ts";
import { HttpFailure, requestJson } from "../../../providers/cloud/http.ts";
import { countOf } from "../../../providers/cloud/used.ts";
import type { Provider } from "../../../providers/provider.ts";
import { cloudOf, titan } from "../bedrock/set-up.ts";
import { cohere } from "../cohere/set-up.ts";
import { recording } from "../cloud-models.ts";
import { errorOf, texts, usdOf } from "../cloud-set-up.ts";
import { gemini, onVertex } from "../gemini/set-up.ts";
import { model as voyageModel, voyage } from "../voyage/set-up.ts";

let server: Server | undefined;
let requests = 0;
afterEach(() => server?.close());

async function answering(listener: RequestListener): Promise<string> {
  requests = 0;
  server = createServer((request, response) => {
    requests++;
    request.resume().on("end", () => listener(request, response));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const json = (body: string) =>
  answering((_request, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(body),
  );

const openCohere = (url: string) => ({
  provider: cohere.create(recording(cohere.settings({ key: "k", url } as never)).context),
  model: cohere.model,
});

/** Each provider before the server at an address. */
const opened: Record<string, (url: string) => { provider: Provider; model: Model }> = {
  voyage: (url) => ({
    provider: voyage.create(recording(voyage.settings({ key: "k", url } as never)).context),
    model: voyageModel,
  }),
  jina: (url) => ({
    provider: createJina(
      recording({ JINA_API_KEY: "k", JINA_BASE_URL: url, JINA_REQUESTS_PER_MINUTE: 500 }).context,
    ),
    model: jina[0]!,
  }),
  gemini: (url) => ({
    provider: gemini.create(recording(gemini.settings({ key: "k", url } as never)).context),
    model: gemini.model,
  }),
  "gemini on Vertex AI": (url) => ({
    provider: onVertex.create(
      recording(onVertex.settings({ endpoint: url.slice("http://".length) } as never)).context,
    ),
    model: gemini.model,
  }),
  bedrock: (url) => ({
    provider: cloudOf(titan).create(
      recording(
        cloudOf(titan).settings({
          keys: { accessKeyId: "k", secretAccessKey: "s" },
          region: "us-east-1",
          url,
        } as never),
      ).context,
    ),
    model: titan,
  }),
};

test("keys and inputs go to no other address, however one is answered", async () => {
  const seen: unknown[] = [];
  const url = await answering((request, response) => {
    seen.push(request.url);
    response.writeHead(307, { location: "/away" }).end();
  });
  const asked = [...Object.values(opened), openCohere].map((open) => open(url));
  const failed = asked.map(async ({ provider, model }) => {
    const options = { dimensions: model.dimensions, purpose: "DOCUMENT" } as const;
    const { code } = await errorOf(provider.embed(model, texts(1), options));
    await provider.close();
    return code;
  });
  expect(new Set(await Promise.all(failed))).toEqual(new Set(["PROVIDER_FAILED"]));
  expect(new Set(seen).size).toBe(asked.length);
  expect(seen).not.toContain("/away");
});

const strange = ["<html>", "null", "[]", "{}", '{"data":[null]}', '{"data":[7],"usage":null}'];

test.each(Object.keys(opened))(
  "%s answering strangely is asked, and billed, once",
  async (name) => {
    for (const body of [...strange, '{"embeddings":[null]}', '{"embedding":null}']) {
      const { provider, model } = opened[name]!(await json(body));
      const options = { dimensions: model.dimensions, purpose: "DOCUMENT" } as const;
      const failed = await errorOf(provider.embed(model, texts(1), options));
      expect([body, failed]).toEqual([
        body,
        expect.objectContaining({
          code: "PROVIDER_FAILED",
          retryable: false,
          message: expect.stringMatching(/ answered /),
        }),
      ]);
      expect([body, requests]).toEqual([body, 1]);
      await provider.close();
      server?.close();
    }
  },
);

test("an answer that unpacks to more than is allowed is not read to its end", async () => {
  const url = await answering((_request, response) =>
    response
      .writeHead(200, { "content-encoding": "gzip" })
      .end(gzipSync(JSON.stringify("x".repeat(100_000)))),
  );
  const { signal } = new AbortController();
  expect(await requestJson({ url, signal })).toHaveLength(100_000);
  const failure = await errorOf(requestJson({ url, signal, maxBytes: 99_999 }));
  expect(failure).toBeInstanceOf(HttpFailure);
  expect(failure.message).toContain("more bytes");
});

test("a count that is none makes no price: the guess does", async () => {
  for (const none of [-1, 0, NaN, Infinity, "12", null, undefined]) {
    expect(countOf(none)).toBeUndefined();
  }
  const embedding = Buffer.from(new Float32Array(1024).fill(1).buffer).toString("base64");
  for (const usage of [
    null,
    {},
    { total_tokens: -5 },
    { total_tokens: 0 },
    { total_tokens: "many" },
  ]) {
    const { provider, model } = opened["jina"]!(
      await json(JSON.stringify({ data: [{ index: 0, embedding }], usage })),
    );
    const options = { dimensions: 1024, purpose: "DOCUMENT" } as const;
    // "text 0" has six bytes, which count as two tokens, and the two that begin and end it.
    expect(usdOf(await provider.embed(model, texts(1), options))).toBeCloseTo(4 * 0.05e-6, 12);
    await provider.close();
    server?.close();
  }
});
