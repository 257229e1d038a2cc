import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startDeadline, withDeadline } from "../../../providers/resilience/deadline.ts";

const late = new Error("too late");
const tooLate = () => late;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("startDeadline", () => {
  it("aborts when the time is over, and not before", () => {
    const { signal, left } = startDeadline(100, { tooLate });
    vi.advanceTimersByTime(99);
    expect([signal.aborted, left()]).toEqual([false, 1]);
    vi.advanceTimersByTime(1);
    expect(signal.reason).toBe(late);
  });

  it("aborts with the reason of a parent, before or meanwhile", () => {
    const reason = new Error("gone");
    const parent = new AbortController();
    const meanwhile = startDeadline(100, { signals: [undefined, parent.signal], tooLate });
    parent.abort(reason);
    const before = startDeadline(100, { signals: [undefined, parent.signal], tooLate });
    expect([meanwhile.signal.reason, before.signal.reason]).toEqual([reason, reason]);
  });

  it("leaves no timer and no listener after its end", () => {
    const parent = new AbortController();
    startDeadline(100, { signals: [parent.signal], tooLate }).end();
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(parent.signal, "abort")).toEqual([]);
  });
});

describe("withDeadline", () => {
  const forever = () => new Promise<never>(() => {});

  it("gives up on work that takes too long, whatever the work makes of its abort", async () => {
    const deaf = withDeadline(100, { tooLate }, forever);
    const eager = withDeadline(
      100,
      { tooLate },
      ({ signal }) =>
        new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(new Error("mine"))),
        ),
    );
    const both = Promise.all([expect(deaf).rejects.toBe(late), expect(eager).rejects.toBe(late)]);
    await vi.advanceTimersByTimeAsync(100);
    await both;
  });

  it("answers what the work answers and leaves nothing behind", async () => {
    const parent = new AbortController();
    const options = { signals: [parent.signal], tooLate };
    await expect(withDeadline(100, options, async () => 1)).resolves.toBe(1);
    const failed = withDeadline(100, options, () => Promise.reject(new Error("no")));
    await expect(failed).rejects.toThrow("no");
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(parent.signal, "abort")).toEqual([]);
  });
});
