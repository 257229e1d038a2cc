import { describe, expect, test, vi } from "vitest";
import { explain } from "../../../providers/bedrock/errors.ts";
import type { GatewayError } from "../../../models/errors.ts";
import type { Input } from "../../../models/model.ts";
import type { Row } from "../../../providers/provider.ts";
import { canvas, errorOf, image, setUpCloud, text, texts } from "../cloud-set-up.ts";
import { cloudOf, embedV4, nova, titan } from "./set-up.ts";

const { it, open, embed } = setUpCloud(cloudOf(titan));
const embedBy = (model: typeof nova, inputs: readonly Input[]) =>
  it.provider.embed(model, inputs, { dimensions: 256, purpose: "DOCUMENT" });

describe("an error of AWS's", () => {
  test.each([
    ["AccessDeniedException", 403, "MODEL_UNAVAILABLE", false],
    ["ExpiredTokenException", 403, "MODEL_UNAVAILABLE", false],
    ["UnrecognizedClientException", 403, "MODEL_UNAVAILABLE", false],
    ["InvalidSignatureException", 403, "MODEL_UNAVAILABLE", false],
    ["CredentialsProviderError", undefined, "MODEL_UNAVAILABLE", false],
    ["ResourceNotFoundException", 404, "MODEL_UNAVAILABLE", false],
    ["ValidationException", 400, "BAD_INPUT", false],
    ["ThrottlingException", 429, "OVERLOADED", true],
    ["ServiceQuotaExceededException", 400, "OVERLOADED", true],
    ["ModelNotReadyException", 429, "OVERLOADED", true],
    ["ModelTimeoutException", 408, "TIMEOUT", true],
    ["ModelErrorException", 424, "PROVIDER_FAILED", true],
    ["InternalServerException", 500, "PROVIDER_FAILED", true],
    ["ServiceUnavailableException", 503, "PROVIDER_FAILED", true],
    // Not AWS's: a proxy's page, and no answer.
    ["SyntaxError", 413, "TOO_LARGE", false],
    ["SyntaxError", 502, "PROVIDER_FAILED", true],
    ["Error", undefined, "PROVIDER_FAILED", true],
  ])("%s (%s) is %s", (name, httpStatusCode, code, retryable) => {
    const failure = Object.assign(new Error("said"), { name, $metadata: { httpStatusCode } });
    expect(explain(failure, "25 MB", []).error).toMatchObject({ code, retryable });
  });

  test.each([
    ["The provided model identifier is invalid.", "MODEL_UNAVAILABLE", /AWS_REGION/],
    [
      "Invocation of model ID cohere.embed-v4:0 with on-demand throughput isn’t supported. Retry " +
        "your request with the ID or ARN of an inference profile that contains this model.",
      "MODEL_UNAVAILABLE",
      /BEDROCK_MODEL_IDS/,
    ],
    ["Malformed input request: expected maxLength: 50000, actual: 52611", "TOO_LARGE", /25 MB/],
    ["400 Bad Request: Too many input tokens. Max input tokens: 128", "TOO_LARGE", /25 MB/],
    ["Malformed input request: #: required key [text] not found", "BAD_INPUT", /refused/],
  ])("as a bad request %j is %s", (message, code, said) => {
    const failure = Object.assign(new Error(message), { name: "ValidationException" });
    const { error } = explain(failure, "25 MB", []);
    expect(error).toMatchObject({ code, message: expect.stringMatching(said) });
  });
});

describe("a failing service", () => {
  test("is asked again when that can help, not before it wants to be, and the row is right", async () => {
    it.server.faults.add({ status: 429, name: "ThrottlingException", retryAfter: "0.3" }, "drop");
    const start = performance.now();
    const { rows } = await embed(texts(1));
    expect(performance.now() - start).toBeGreaterThan(290);
    expect((rows[0] as Row).vector).toEqual(it.server.vector("text 0", 256, ""));
  });

  test.each([["truncated body"], ["fewer rows"]] as const)(
    "with a %s has failed",
    async (fault) => {
      it.server.faults.always(fault);
      expect(await errorOf(embed(texts(1)))).toMatchObject({ code: "PROVIDER_FAILED" });
    },
  );

  test("that hangs is given up at the deadline, and when the caller goes", async () => {
    open({ REQUEST_TIMEOUT_MS: 150 });
    it.server.faults.add("hang", "hang");
    const cancelled = it.server.faults.until("cancelled");
    expect(await errorOf(embed(texts(1)))).toMatchObject({ code: "TIMEOUT", retryable: true });
    await cancelled;

    open();
    const caller = new AbortController();
    const hanging = it.server.faults.until("hanging");
    const call = errorOf(embed(texts(1), { signal: caller.signal }));
    await hanging;
    const gone = it.server.faults.until("cancelled");
    caller.abort(new Error("gone"));
    expect((await call).message).toBe("gone");
    await gone;
  });

  test("of one model says nothing of the others", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    it.server.faults.add({ status: 403, name: "AccessDeniedException" });
    const error = await errorOf(embed(texts(1)));
    expect(error).toMatchObject({ code: "MODEL_UNAVAILABLE", retryable: false });
    expect(it.provider.availability(titan)).toMatchObject({
      status: "FAILING",
      reason: expect.stringContaining("bedrock:InvokeModel"),
    });
    expect(it.provider.availability(nova)).toEqual({ status: "READY" });
    vi.setSystemTime(Date.now() + 16_000);
    expect(it.provider.availability(titan)).toEqual({ status: "READY" });
  });

  test("says nothing of itself to clients, and no key or text to the log", async () => {
    const diary = "my private diary entry of today";
    const { accessKeyId, secretAccessKey, sessionToken } = it.server.keys;
    const message = `at /srv/x: ${diary} ${accessKeyId} ${secretAccessKey} ${sessionToken}`;
    it.server.faults.always({ status: 400, name: "ValidationException", message });
    const [row] = await embed([text(diary)]).then(
      ({ rows }) => rows,
      (error) => [error],
    );
    expect((row as Error).message).not.toMatch(/srv|diary|AKIA/);
    const log = JSON.stringify(it.record.logged);
    expect(log).toContain("ValidationException at /srv/x: … … … …");
    for (const secret of [diary, accessKeyId, secretAccessKey, sessionToken!]) {
      expect(log).not.toContain(secret);
    }
  });
});

describe("inputs that a model refuses", () => {
  test("fail alone, and are found in few requests", async () => {
    const inputs = texts(96);
    inputs[17] = text("");
    const { rows } = await embedBy(embedV4, inputs);
    expect(rows[17]).toMatchObject({ code: "BAD_INPUT", retryable: false });
    for (const [i, row] of rows.entries()) {
      if (i !== 17) {
        expect((row as Row).vector).toEqual(it.server.vector(`text ${i}`, 256, "search_document"));
      }
    }
    expect(it.server.requests.length).toBeLessThan(20);
  });

  test("as too long for Titan are TOO_LARGE, with the limit", async () => {
    const { rows } = await embed([text("word ".repeat(300)), text("fine")]);
    expect(rows[0]).toMatchObject({
      code: "TOO_LARGE",
      message: expect.stringContaining("256 tokens"),
    });
    expect(rows[1]).not.toBeInstanceOf(Error);
  });

  test("as broken images are IMAGE_UNREADABLE", async () => {
    const whole = await canvas(80, 80).png().toBuffer();
    for (const model of [nova, titan, embedV4]) {
      const { rows } = await embedBy(model, [whole, whole.subarray(0, 90), whole].map(image));
      expect(
        rows.map((row) => (row instanceof Error ? (row as GatewayError).code : "fine")),
      ).toEqual(["fine", "IMAGE_UNREADABLE", "fine"]);
    }
  });
});

describe("credentials", () => {
  test("that are missing are asked for, by name, without a request", async () => {
    open({ AWS_REGION: undefined });
    expect(it.provider.availability(titan)).toMatchObject({
      status: "NEEDS_CREDENTIALS",
      howToEnable: expect.stringMatching(/AWS_REGION.*AWS_ACCESS_KEY_ID/),
    });
    const error = await errorOf(embed(texts(1)));
    expect(error).toMatchObject({ code: "MODEL_UNAVAILABLE", retryable: false });
    expect(error.message).toContain("AWS_REGION");
    expect(it.server.requests).toHaveLength(0);
  });

  test("that are refused make the model FAILING at once", async () => {
    open({ AWS_SECRET_ACCESS_KEY: "wrong" });
    const error = await errorOf(embed(texts(1)));
    expect(error).toMatchObject({ code: "MODEL_UNAVAILABLE", retryable: false });
    expect(it.provider.availability(titan)).toMatchObject({
      status: "FAILING",
      reason: expect.stringContaining("AWS_ACCESS_KEY_ID"),
    });
  });
});
