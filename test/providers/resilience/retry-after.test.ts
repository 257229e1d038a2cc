import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { retryAfterMs } from "../../../providers/resilience/retry-after.ts";

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-11-25T12:00:00Z") }));
afterEach(() => void vi.useRealTimers());

test.each([
  ["0", 0],
  ["120", 120_000],
  [" 1.5 ", 1500],
  ["Wed, 25 Nov 2026 12:00:30 GMT", 30_000],
  ["Wed, 25 Nov 2026 11:00:00 GMT", 0],
  [["1", "2"], 2000],
  ["soon", undefined],
  ["", undefined],
  [undefined, undefined],
  [null, undefined],
])("%j is %j milliseconds", (header, ms) => {
  expect(retryAfterMs(header)).toBe(ms);
});
