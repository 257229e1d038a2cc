import { describe, expect, it } from "vitest";
import { GatewayRequestError, UnifiedEmbedder } from "../../../packages/client/src/index.ts";
import {
  type Asked,
  errorJson,
  type Reply,
  scriptedServer,
  vectorJson,
} from "./scripted-server.ts";

const soon = { retryable: true, retryAfterMs: 1 };
const busy: Reply = { body: { data: null, errors: [errorJson("OVERLOADED", [], soon)] } };
const embedded = ({ variables }: Asked): Reply => ({
  body: { data: { embedTexts: variables.texts.map((text: string) => vectorJson(text)) } },
});
const caught = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error as GatewayRequestError,
  );

describe("the client's retries", () => {
  it("send a request again that failed as a whole", async () => {
    const { url, asked } = await scriptedServer((one, i) => (i < 2 ? busy : embedded(one)));
    const vectors = await new UnifiedEmbedder({ url }).embedText(["7"]);
    expect(vectors).toEqual([Float32Array.of(7)]);
    expect(asked.length).toBe(3);
  });

  it.each([
    [undefined, 3],
    [0, 1],
    [4, 5],
  ])("end after so many: %s", async (retries, requests) => {
    const { url, asked } = await scriptedServer(() => busy);
    const embedder = new UnifiedEmbedder({ url, retries });
    expect(await caught(embedder.embedText(["7"]))).toMatchObject({ code: "OVERLOADED" });
    expect(asked.length).toBe(requests);
    expect(await caught(embedder.models())).toMatchObject({ code: "OVERLOADED" });
    expect(asked.length).toBe(2 * requests);
  });

  it("send only those items again that failed and may succeed", async () => {
    const { url, asked } = await scriptedServer(({ variables: { texts } }, i) => ({
      body: {
        data: {
          embedTexts: texts.map((text: string) =>
            text === "3" || (i === 0 && text !== "2") ? null : vectorJson(text),
          ),
        },
        errors:
          i === 0
            ? [
                errorJson("OVERLOADED", ["embedTexts", 0], soon),
                errorJson("OVERLOADED", ["embedTexts", 2], soon),
                errorJson("TOO_LARGE", ["embedTexts", 3]),
              ]
            : [errorJson("OVERLOADED", ["embedTexts", 1], soon)],
      },
    }));
    const error = await caught(new UnifiedEmbedder({ url }).embedText(["1", "2", "3", "9"]));
    expect(asked.map(({ variables }) => variables.texts)).toEqual([
      ["1", "2", "3", "9"],
      ["1", "3"],
      ["3"],
    ]);
    // The last request has one item alone, of which the server says nothing.
    expect(error!.items).toMatchObject([
      Float32Array.of(1),
      Float32Array.of(2),
      { code: "UNKNOWN", path: ["embedTexts", 2] },
      { code: "TOO_LARGE", path: ["embedTexts", 3] },
    ]);
  });

  it("keep to what an item's own error said when the next try fails as a whole", async () => {
    const { url } = await scriptedServer((_, i) =>
      i === 0
        ? {
            body: {
              data: { embedTexts: [vectorJson("1"), null] },
              errors: [errorJson("PROVIDER_FAILED", ["embedTexts", 1], soon)],
            },
          }
        : { status: 404, body: "gone" },
    );
    const error = await caught(new UnifiedEmbedder({ url }).embedText(["1", "2"]));
    expect(error).toMatchObject({ code: "PROVIDER_FAILED", path: ["embedTexts", 1] });
    expect(error!.items![0]).toEqual(Float32Array.of(1));
  });

  it("do not happen when nothing can change", async () => {
    const body = { data: null, errors: [errorJson("UNKNOWN_MODEL")] };
    const { url, asked } = await scriptedServer(() => ({ body }));
    expect(await caught(new UnifiedEmbedder({ url }).embedText(["7"]))).toMatchObject({
      code: "UNKNOWN_MODEL",
    });
    expect(asked.length).toBe(1);
  });

  it("do not happen when the server asks for a wait that nobody would sit out", async () => {
    const body = {
      data: null,
      errors: [errorJson("OVERLOADED", [], { retryable: true, retryAfterMs: 3_600_000 })],
    };
    const { url, asked } = await scriptedServer(() => ({ body }));
    expect(await caught(new UnifiedEmbedder({ url }).embedText(["7"]))).toMatchObject({
      retryAfterMs: 3_600_000,
    });
    expect(asked.length).toBe(1);
  });

  it.each([429, 502, 503, 504])(
    "happen for what a proxy says in the gateway's place: %s",
    async (status) => {
      const headers = { "retry-after": "0", "content-type": "text/html" };
      const { url, asked } = await scriptedServer((one, i) =>
        i === 0 ? { status, headers, body: "<h1>Please wait</h1>" } : embedded(one),
      );
      expect(await new UnifiedEmbedder({ url }).embedText(["7"])).toEqual([Float32Array.of(7)]);
      expect(asked.length).toBe(2);
    },
  );

  it("heed Retry-After, in seconds or as a date, with and without GraphQL's errors", async () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    for (const [header, body] of [
      ["3600", "busy"],
      [inAnHour, "busy"],
      ["3600", { errors: [errorJson("OVERLOADED", [], { retryable: true })] }],
    ] as const) {
      const { url, asked } = await scriptedServer(() => ({
        status: 503,
        headers: { "retry-after": header },
        body,
      }));
      const error = await caught(new UnifiedEmbedder({ url }).limits());
      expect(error!.retryable).toBe(true);
      expect(error!.retryAfterMs! / 1000).toBeGreaterThan(3590);
      expect(asked.length).toBe(1);
    }
  });

  it("wait by themselves where the server does not say how long", async () => {
    const { url, asked } = await scriptedServer((one, i) =>
      i === 0 ? { status: 503, body: "" } : embedded(one),
    );
    expect(await new UnifiedEmbedder({ url }).embedText(["7"])).toEqual([Float32Array.of(7)]);
    expect(asked.length).toBe(2);
  });

  // Long before the wait would be over.
  it(
    "end at once when the caller's signal aborts, with its reason",
    { timeout: 15_000 },
    async () => {
      const body = {
        data: null,
        errors: [errorJson("OVERLOADED", [], { retryable: true, retryAfterMs: 25_000 })],
      };
      const leaving = new AbortController();
      const reason = new Error("the visitor left");
      const { url, asked } = await scriptedServer(() => {
        setTimeout(() => leaving.abort(reason), 100);
        return { body };
      });
      const call = new UnifiedEmbedder({ url }).embedText(["7"], { signal: leaving.signal });
      expect(await caught(call)).toBe(reason);
      expect(asked.length).toBe(1);
    },
  );
});
