import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { untilAborted } from "../../../providers/resilience/until-aborted.ts";

const never = new Promise<never>(() => {});

describe("untilAborted", () => {
  it("settles as the promise does and leaves no listener on the signal", async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(Promise.resolve(1), signal)).toBe(1);
    await expect(untilAborted(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
    expect(getEventListeners(signal, "abort")).toEqual([]);
    expect(await untilAborted(Promise.resolve(2))).toBe(2);
  });

  it("rejects with the signal's reason, aborted before or meanwhile", async () => {
    const reason = new Error("gone");
    await expect(untilAborted(never, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const waiting = untilAborted(never, controller.signal);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });
});
