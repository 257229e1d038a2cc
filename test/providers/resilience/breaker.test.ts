import { ConsecutiveBreaker } from "cockatiel";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GatewayError } from "../../../models/errors.ts";
import { createBreaker } from "../../../providers/resilience/breaker.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

function open() {
  const said: string[] = [];
  const breaker = createBreaker({
    breaker: new ConsecutiveBreaker(2),
    counts: (error) => error.message === "outage",
    coolDownMs: 1000,
    message: "It keeps failing.",
    onOpen: () => said.push("open"),
    onReset: () => said.push("reset"),
  });
  const fail = (error: Error) => breaker.execute(() => Promise.reject(error)).catch((e) => e);
  return { ...breaker, fail, said };
}

describe("createBreaker", () => {
  it("opens after the failures that count, tells why, and lets one try when it has cooled down", async () => {
    const { execute, failing, fail, said } = open();
    await fail(new Error("no matter"));
    await fail(new Error("outage"));
    expect(failing()).toBeUndefined();
    await fail(new Error("outage"));
    expect(failing()?.message).toBe("It keeps failing.");
    await expect(execute(async () => "unasked")).rejects.toMatchObject({
      code: "MODEL_UNAVAILABLE",
      retryAfterMs: 1000,
    });

    vi.setSystemTime(Date.now() + 1001);
    // Who only asks is told that it may work, before anybody has tried.
    expect(failing()).toBeUndefined();
    await expect(execute(async () => "well")).resolves.toBe("well");
    expect(said).toEqual(["open", "reset"]);
  });

  it("remembers the last error where that is for clients", async () => {
    const breaker = createBreaker({
      breaker: new ConsecutiveBreaker(1),
      counts: () => true,
      coolDownMs: 1000,
      message: "It keeps failing.",
    });
    const error = new GatewayError("PROVIDER_FAILED", "The service failed (status 500).");
    await expect(breaker.execute(() => Promise.reject(error))).rejects.toBe(error);
    expect(breaker.failing()).toBe(error);
  });

  it("is failing at once for a refused key, yet goes on trying", async () => {
    const { execute, failing, fail } = open();
    const refused = new GatewayError("MODEL_UNAVAILABLE", "The key was refused.");
    await fail(refused);
    expect(failing()).toBe(refused);
    await expect(execute(async () => "mended")).resolves.toBe("mended");
    expect(failing()).toBeUndefined();
  });
});
