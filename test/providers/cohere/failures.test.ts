import { describe, expect, test, vi } from "vitest";
import type { Row } from "../../../providers/provider.ts";
import type { Fault } from "../../servers/faults.ts";
import { embedV4 } from "../cloud-models.ts";
import { errorOf, text, texts } from "../cloud-set-up.ts";
import { setUp } from "./set-up.ts";

const { it, open, embed } = setUp();

describe("a failing service", () => {
  const cases: [Fault, string, boolean][] = [
    [{ status: 401 }, "MODEL_UNAVAILABLE", false],
    [{ status: 403 }, "MODEL_UNAVAILABLE", false],
    [{ status: 404 }, "MODEL_UNAVAILABLE", false],
    [{ status: 498 }, "MODEL_UNAVAILABLE", false],
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
      expect(it.server.requests).toHaveLength(retryable ? 3 : 1);
    });
  }

  test("is asked again when that can help, and the row is right", async () => {
    it.server.faults.add({ status: 503 }, "drop");
    const { rows } = await embed(texts(2));
    expect((rows[1] as Row).vector).toEqual(it.server.vector("text 1", 256));
  });

  test("is not asked before its Retry-After, nor waited for when that is past the deadline", async () => {
    for (const status of [429, 503]) {
      it.server.faults.add({ status, retryAfter: "0.5" });
      const start = performance.now();
      await embed(texts(1));
      expect(performance.now() - start).toBeGreaterThan(490);
    }

    it.server.faults.add({ status: 429, retryAfter: "60" });
    expect(await errorOf(embed(texts(1)))).toMatchObject({
      code: "OVERLOADED",
      retryAfterMs: 60_000,
    });
    // Everybody waits, not only who was told.
    const requests = it.server.requests.length;
    expect(await errorOf(embed(texts(1)))).toMatchObject({ code: "OVERLOADED" });
    expect(it.server.requests).toHaveLength(requests);
  });

  test("fails its part of a call only", async () => {
    it.server.faults.add({ status: 501 });
    const { rows } = await embed(texts(100));
    const failed = rows.filter((row) => row instanceof Error);
    expect([4, 96]).toContain(failed.length);
    const i = rows.findIndex((row) => !(row instanceof Error));
    expect((rows[i] as Row).vector).toEqual(it.server.vector(`text ${i}`, 256));
  });

  test("that hangs is given up at the deadline", async () => {
    open({ REQUEST_TIMEOUT_MS: 150 });
    it.server.faults.add("hang");
    const cancelled = it.server.faults.until("cancelled");
    const error = await errorOf(embed(texts(1)));
    expect(error).toMatchObject({ code: "TIMEOUT", retryable: true });
    expect(error.message).toContain("150 ms");
    await cancelled;
  });

  test("loses its connection when the caller goes", async () => {
    it.server.faults.add("hang");
    const caller = new AbortController();
    const cancelled = it.server.faults.until("cancelled");
    const hanging = it.server.faults.until("hanging");
    const call = errorOf(embed(texts(1), { signal: caller.signal }));
    await hanging;
    caller.abort(new Error("gone"));
    expect((await call).message).toBe("gone");
    await cancelled;
  });

  test("is left alone after five failures, said to be FAILING, and tried again later", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    it.server.faults.always({ status: 501 });
    for (let i = 0; i < 5; i++) {
      expect(it.provider.availability(embedV4)).toEqual({ status: "READY" });
      expect(await errorOf(embed(texts(1)))).toMatchObject({ code: "PROVIDER_FAILED" });
    }
    expect(it.provider.availability(embedV4)).toMatchObject({ status: "FAILING" });

    const error = await errorOf(embed(texts(1)));
    expect(error).toMatchObject({ code: "MODEL_UNAVAILABLE", retryable: true });
    expect(error.retryAfterMs).toBeGreaterThan(0);
    expect(it.server.requests).toHaveLength(5);

    vi.setSystemTime(Date.now() + 16_000);
    expect(it.provider.availability(embedV4)).toEqual({ status: "READY" });
    it.server.faults.always(undefined);
    expect((await embed(texts(1))).rows[0]).not.toBeInstanceOf(Error);
    expect(it.provider.availability(embedV4)).toEqual({ status: "READY" });
  });

  test("says nothing of itself to clients, and no key or text to the log", async () => {
    const secret = "my private diary entry of today";
    it.server.faults.always({ status: 500, message: `sk ${it.server.key} at /srv/x: ${secret}` });
    const error = await errorOf(embed([text(secret)]));
    expect(error.message).not.toMatch(/srv|diary|sk /);
    const log = JSON.stringify(it.record.logged);
    expect(log).toContain("500 sk … at /srv/x: …");
    expect(log).not.toContain(it.server.key);
    expect(log).not.toContain("diary");
  });
});

describe("credentials", () => {
  test("that are missing are asked for, by name, without a request", async () => {
    open({ CO_API_KEY: undefined });
    expect(it.provider.availability(embedV4)).toMatchObject({
      status: "NEEDS_CREDENTIALS",
      howToEnable: expect.stringContaining("CO_API_KEY"),
    });
    const error = await errorOf(embed(texts(1)));
    expect(error).toMatchObject({ code: "MODEL_UNAVAILABLE", retryable: false });
    expect(error.message).toContain("CO_API_KEY");
    expect(it.server.requests).toHaveLength(0);
  });

  test("that are refused make the model FAILING at once", async () => {
    open({ CO_API_KEY: "wrong" });
    const error = await errorOf(embed(texts(1)));
    expect(error).toMatchObject({ code: "MODEL_UNAVAILABLE", retryable: false });
    expect(it.provider.availability(embedV4)).toMatchObject({
      status: "FAILING",
      reason: expect.stringContaining("CO_API_KEY"),
    });
  });
});
