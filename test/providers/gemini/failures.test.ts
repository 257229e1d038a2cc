import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Row } from "../../../providers/provider.ts";
import type { Fault } from "../../servers/faults.ts";
import { temporaryDirectory } from "../../src/commands/terminal.ts";
import { geminiEmbedding2 } from "../cloud-models.ts";
import { errorOf, setUpCloud, text, texts } from "../cloud-set-up.ts";
import { onVertex, setUp } from "./set-up.ts";

describe("the Gemini API, failing", () => {
  const { it, open, embed } = setUp();
  const cases: [Fault, string, boolean][] = [
    [{ status: 401 }, "MODEL_UNAVAILABLE", false],
    [{ status: 403 }, "MODEL_UNAVAILABLE", false],
    [{ status: 404 }, "MODEL_UNAVAILABLE", false],
    [{ status: 429, retryAfter: "0" }, "OVERLOADED", true],
    [{ status: 500 }, "PROVIDER_FAILED", true],
    [{ status: 501 }, "PROVIDER_FAILED", false],
    [{ status: 503 }, "PROVIDER_FAILED", true],
    [{ status: 504 }, "TIMEOUT", true],
    ["drop", "PROVIDER_FAILED", true],
    ["truncated body", "PROVIDER_FAILED", true],
    ["fewer rows", "PROVIDER_FAILED", false],
  ];
  for (const [fault, code, retryable] of cases) {
    test(`${JSON.stringify(fault)} is ${code}`, async () => {
      it.server.faults.always(fault);
      const error = await errorOf(embed(texts(3)));
      expect(error).toMatchObject({ code, retryable });
      expect(it.server.calls).toHaveLength(retryable ? 3 : 1);
    });
  }

  test("is asked again when that can help, and the row is right", async () => {
    it.server.faults.add({ status: 503 }, "drop");
    const { rows } = await embed(texts(2));
    expect((rows[1] as Row).vector).toEqual(it.server.vector("title: none | text: text 1", 128));
  });

  test("says in its RetryInfo when to come back, and everybody waits", async () => {
    it.server.faults.add({ status: 429, retryAfter: "60.5" });
    expect(await errorOf(embed(texts(1)))).toMatchObject({
      code: "OVERLOADED",
      retryAfterMs: 60_500,
    });
    expect(await errorOf(embed(texts(1)))).toMatchObject({ code: "OVERLOADED" });
    expect(it.server.calls).toHaveLength(1);
  });

  test("is given up at the deadline, and loses its connection", async () => {
    open({ REQUEST_TIMEOUT_MS: 150 });
    it.server.faults.add("hang");
    const cancelled = it.server.faults.until("cancelled");
    const error = await errorOf(embed(texts(1)));
    expect(error).toMatchObject({ code: "TIMEOUT", retryable: true });
    expect(error.message).toContain("150 ms");
    await cancelled;
  });

  test("says nothing of itself to clients, and no key or text to the log", async () => {
    const secret = "my private diary entry of today";
    const message = `key ${it.server.key} at /srv/x: title: none | text: ${secret}`;
    it.server.faults.always({ status: 500, message });
    const error = await errorOf(embed([text(secret)]));
    expect(error.message).not.toMatch(/srv|diary|key /);
    const log = JSON.stringify(it.record.logged);
    expect(log).toContain("500 key … at /srv/x: title: none | text: …");
    expect(log).not.toContain(it.server.key);
    expect(log).not.toContain("diary");
  });

  test("does not lead the key to another address", async () => {
    const seen: unknown[] = [];
    const elsewhere = createServer((request, response) => {
      seen.push(request.headers["x-goog-api-key"]);
      response.writeHead(307, { location: "/away" }).end();
    });
    elsewhere.listen(0, "127.0.0.1");
    await once(elsewhere, "listening");
    const { port } = elsewhere.address() as AddressInfo;
    open({ GEMINI_BASE_URL: `http://127.0.0.1:${port}` });
    expect(await errorOf(embed(texts(1)))).toMatchObject({ code: "PROVIDER_FAILED" });
    expect(new Set(seen)).toEqual(new Set([it.server.key]));
    elsewhere.close();
    expect(seen.length).toBeLessThanOrEqual(3); // its retries, and no /away
  });
});

describe("credentials of the Gemini API", () => {
  const { it, open, embed } = setUp();

  test("that are missing are asked for, by name, without a request", async () => {
    open({ GEMINI_API_KEY: undefined });
    expect(it.provider.availability(geminiEmbedding2)).toMatchObject({
      status: "NEEDS_CREDENTIALS",
      howToEnable: expect.stringMatching(/GEMINI_API_KEY.*GOOGLE_CLOUD_PROJECT/),
    });
    const error = await errorOf(embed(texts(1)));
    expect(error).toMatchObject({ code: "MODEL_UNAVAILABLE", retryable: false });
    expect(error.message).toContain("GEMINI_API_KEY");
    expect(it.server.calls).toHaveLength(0);
  });

  test("that are wrong are answered with 400, and are not the input's fault", async () => {
    open({ GEMINI_API_KEY: "wrong" });
    const error = await errorOf(embed(texts(3)));
    expect(error).toMatchObject({ code: "MODEL_UNAVAILABLE", retryable: false });
    expect(error.message).toContain("GEMINI_API_KEY");
    expect(it.server.refusals).toHaveLength(1);
    expect(it.provider.availability(geminiEmbedding2)).toMatchObject({ status: "FAILING" });
  });
});

describe("Vertex AI, failing", () => {
  const { it, open, embed } = setUpCloud(onVertex);

  test.each([
    [{ status: 401 }, "GOOGLE_APPLICATION_CREDENTIALS"],
    [{ status: 403 }, "roles/aiplatform.user"],
    [{ status: 404 }, "GOOGLE_CLOUD_LOCATION"],
  ])("%j says what to check: %s", async (fault, what) => {
    it.server.faults.always(fault);
    const error = await errorOf(embed(texts(1)));
    expect(error).toMatchObject({ code: "MODEL_UNAVAILABLE", retryable: false });
    expect(error.message).toContain(what);
  });

  test("a key file that is none of Google's is said to be so, without a request", async () => {
    const file = join(await temporaryDirectory(), "key.json");
    await writeFile(file, "{}");
    open({ VERTEX_INSECURE: false, GOOGLE_APPLICATION_CREDENTIALS: file });
    const error = await errorOf(embed(texts(1)));
    expect(error).toMatchObject({ code: "MODEL_UNAVAILABLE", retryable: false });
    expect(error.message).toContain("GOOGLE_APPLICATION_CREDENTIALS");
    expect(it.server.calls).toHaveLength(0);
  });
});
