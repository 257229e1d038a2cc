import { describe, expect, it } from "vitest";
import { createPace, type PaceOptions } from "../../../../src/commands/embed/pace.ts";

const options = { mostRequests: 64, mostItems: 32, random: () => 0 };

/**
 * A gateway that works at `workers` requests at a time, each in 100 ms; the others wait. All requests
 * that may be under way are; times are its own.
 */
function simulate(
  workers: () => number,
  answers: number,
  given: Partial<PaceOptions> = {},
): { limits: number[]; ms: number } {
  let now = 0;
  const pace = createPace({ ...options, ...given, now: () => now });
  const free = Array.from({ length: 64 }, () => 0);
  const underWay: { sentAt: number; doneAt: number }[] = [];
  const limits: number[] = [];
  for (let i = 0; i < answers; i++) {
    while (underWay.length < pace.limit) {
      const worker = free.slice(0, workers()).reduce((a, t, k) => (t < free[a]! ? k : a), 0);
      free[worker] = Math.max(now, free[worker]!) + 100;
      underWay.push({ sentAt: now, doneAt: free[worker] });
    }
    underWay.sort((one, other) => one.doneAt - other.doneAt);
    const { sentAt, doneAt } = underWay.shift()!;
    now = doneAt;
    pace.answered(now - sentAt);
    limits.push(pace.limit);
  }
  return { limits, ms: now };
}

describe("the pace", () => {
  it.each([1, 4, 16])("fills a gateway of %i workers, and little more", (workers) => {
    const { limits, ms } = simulate(() => workers, 2000);
    expect(ms).toBeLessThan((1.08 * 2000 * 100) / workers);
    expect(Math.max(...limits.slice(200))).toBeLessThanOrEqual(workers + 6);
  });

  it("fills it soon", () => {
    const { limits } = simulate(() => 16, 60);
    expect(Math.max(...limits)).toBeGreaterThanOrEqual(16);
  });

  it("follows a gateway that gets more workers", () => {
    let answers = 0;
    const { limits } = simulate(() => (answers++ < 600 ? 2 : 12), 3000);
    expect(Math.max(...limits.slice(100, 300))).toBeLessThanOrEqual(8);
    expect(limits.at(-1)).toBeGreaterThanOrEqual(12);
  });

  it("never exceeds what it is given", () => {
    const { limits } = simulate(() => 60, 1000, { mostRequests: 7 });
    expect(Math.max(...limits)).toBe(7);
  });

  it("halves once for all requests that were refused together, and goes no lower than one", () => {
    let now = 0;
    const pace = createPace({ ...options, now: () => now });
    for (let i = 0; i < 30; i++) {
      pace.answered(100);
    }
    const { limit } = pace;
    now = 10;
    pace.refused(3, {});
    pace.refused(4, {});
    expect(pace.limit).toBe(Math.floor(limit / 2));
    for (let i = 0; i < 20; i++) {
      pace.refused(now++, {});
    }
    expect(pace.limit).toBe(1);
  });

  it("holds as long as the gateway asks, else twice as long each time, up to 15 seconds", () => {
    let now = 0;
    const pace = createPace({ ...options, now: () => now });
    pace.refused(0, { retryAfterMs: 7000 });
    expect(pace.holdUntil).toBe(7000);
    const holds = Array.from({ length: 8 }, () => {
      now += 100_000;
      pace.refused(now, {});
      return pace.holdUntil - now;
    });
    expect(holds).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 15_000, 15_000]);
    pace.answered(100);
    now += 100_000;
    pace.refused(now, {});
    expect(pace.holdUntil - now).toBe(500);
  });

  it("sends smaller requests after one that took too long, and larger ones again later", () => {
    let now = 0;
    const pace = createPace({ ...options, now: () => now });
    const timeOut = () => pace.refused(now++, { timedOut: true });
    timeOut();
    expect(pace.size).toBe(16);
    Array.from({ length: 9 }, timeOut);
    expect(pace.size).toBe(1);
    for (let i = 0; i < 200; i++) {
      pace.answered(100);
    }
    expect(pace.size).toBe(4);
  });
});
