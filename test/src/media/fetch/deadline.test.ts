import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startDeadline } from "../../../../src/media/fetch/deadline.ts";

describe("startDeadline", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("aborts when the time is over, and says that it is over", () => {
    const { signal, isOver } = startDeadline(100);
    vi.advanceTimersByTime(99);
    expect([signal.aborted, isOver()]).toEqual([false, false]);
    vi.advanceTimersByTime(1);
    expect([signal.aborted, isOver()]).toEqual([true, true]);
  });

  it("aborts with its parent's reason, before or meanwhile, and is not over then", () => {
    const reason = new Error("gone");
    const parent = new AbortController();
    const meanwhile = startDeadline(100, parent.signal);
    parent.abort(reason);
    for (const { signal, isOver } of [meanwhile, startDeadline(100, parent.signal)]) {
      expect(signal.reason).toBe(reason);
      expect(isOver()).toBe(false);
    }
  });

  it("leaves no timer and no listener after its end", () => {
    const parent = new AbortController();
    startDeadline(100, parent.signal).end();
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(parent.signal, "abort")).toEqual([]);
  });
});
