import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Caller } from "../../../models/caller.ts";
import { createMeter } from "../../../src/access/meter.ts";
import { type Counter, createCounter } from "../../../src/access/counter.ts";

const caller = (limits: Partial<Caller> = {}): Caller => ({ name: "web", pull: false, ...limits });
const hour = 3_600_000;
/** Half past nine in the evening: midnight UTC comes two and a half hours later. */
const now = Date.UTC(2026, 10, 28, 21, 30);

describe("points", () => {
  it("are never given beyond the limit, and in the end are those of what succeeded", () =>
    fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: 20 }),
        fc.array(
          fc.tuple(fc.integer({ min: 1, max: 10 }), fc.double({ min: 0, max: 1, noNaN: true })),
          { minLength: 2 },
        ),
        async (scheduler, limit, operations) => {
          const { points } = createMeter();
          const web = caller({ pointsPerHour: limit });
          let used = 0;
          const run = async ([cost, part]: [number, number]) => {
            const reserved = await points.reserve(web, cost).catch(() => undefined);
            if (reserved) {
              used += cost;
              expect(used).toBeLessThanOrEqual(limit);
              await scheduler.schedule(Promise.resolve());
              const succeeded = Math.floor(cost * part);
              used -= cost - succeeded;
              await reserved.settle(succeeded);
            }
          };
          await scheduler.waitFor(Promise.all(operations.map(run)));
          expect((await points.look(web))!.used).toBe(used);
        },
      ),
    ));

  it("are given whenever there are enough, when one asks after the other", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 10 })), async (costs) => {
        const meter = createMeter();
        let used = 0;
        for (const cost of costs) {
          const fits = used + cost <= 30;
          const answer = meter.points.reserve(caller({ pointsPerHour: 30 }), cost);
          await (fits ? answer : expect(answer).rejects.toMatchObject({ code: "RATE_LIMITED" }));
          used += fits ? cost : 0;
        }
      }),
    ));
});

describe("many at once", () => {
  it("get all that there is, and those without are told what the others have", async () => {
    const { usd } = createMeter();
    const web = caller({ usdPerDay: 0.01 });
    const holds = await Promise.allSettled([
      ...Array.from({ length: 50 }, () => usd.hold(web, 0.0004)),
      usd.hold(web, 0.0005),
      ...Array.from({ length: 50 }, () => usd.hold(web, 0.0001)),
    ]);
    expect(holds.filter(({ status }) => status === "fulfilled")).toHaveLength(25);
    const refused = holds.flatMap((hold) => (hold.status === "rejected" ? hold.reason : []));
    expect(new Set(refused.map(({ retryAfterMs }) => retryAfterMs))).toEqual(new Set([1000]));
    expect(refused[0].message).toContain("$0 are spent, $0.01 held for calls under way");
  });
});

describe("in time", () => {
  beforeEach(() => void vi.useFakeTimers({ now, toFake: ["Date", "setTimeout", "clearTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  it("points come back an hour after the first of them, and the refusal says when", async () => {
    const { points } = createMeter();
    const web = caller({ pointsPerHour: 10 });
    await points.reserve(web, 4);
    vi.advanceTimersByTime(0.75 * hour);
    await points.reserve(web, 5);
    await expect(points.reserve(web, 2)).rejects.toMatchObject({
      code: "RATE_LIMITED",
      retryAfterMs: 0.25 * hour,
      message:
        "The query costs 2 points; 1 of 10 an hour (pointsPerHour) are left until 2026-11-28T22:30:00Z.",
    });
    expect(await points.look(web)).toEqual({ limit: 10, used: 9, resetAt: now + hour });
    vi.advanceTimersByTime(0.25 * hour);
    expect(await points.look(web)).toEqual({ limit: 10, used: 0, resetAt: now + 2 * hour });
    await points.reserve(web, 10);
  });

  it("points that are given back in the next hour are not missing there", async () => {
    const { points } = createMeter();
    const web = caller({ pointsPerHour: 10 });
    const reserved = await points.reserve(web, 8);
    vi.advanceTimersByTime(hour);
    await points.reserve(web, 3);
    await reserved!.settle(0);
    expect(await points.look(web)).toMatchObject({ used: 3 });
  });

  it("dollars come back at midnight UTC, and the refusal says so", async () => {
    const { usd } = createMeter();
    const web = caller({ usdPerDay: 0.001 });
    await (await usd.hold(web, 0.0009)).settle(0.0008);
    await expect(usd.hold(web, 0.0003)).rejects.toMatchObject({
      code: "RATE_LIMITED",
      retryAfterMs: 2.5 * hour,
      message:
        "This may cost $0.0003; of $0.001 a day (usdPerDay), $0.0008 are spent. " +
        "The next day begins at 2026-11-29T00:00:00Z. Cached answers and local models cost nothing.",
    });
    vi.advanceTimersByTime(2.5 * hour);
    expect(await usd.spent(web)).toBe(0);
    await usd.hold(web, 0.001);
  });

  it("who waits for dollars that are only held is told to come back at once", async () => {
    const { usd } = createMeter();
    const web = caller({ usdPerDay: 0.001 });
    const held = await usd.hold(web, 0.0009);
    await expect(usd.hold(web, 0.0003)).rejects.toMatchObject({
      retryAfterMs: 1000,
      message: expect.stringContaining("$0 are spent, $0.0009 held for calls under way."),
    });
    expect(await usd.spent(web)).toBe(0);
    await held.settle(0.0001);
    await usd.hold(web, 0.0003);
    expect(await usd.spent(web)).toBe(0.0001);
  });

  it("a day's dollars that are settled on the next do not count there", async () => {
    const { usd } = createMeter();
    const web = caller({ usdPerDay: 1 });
    const held = await usd.hold(web, 0.5);
    vi.advanceTimersByTime(3 * hour);
    expect(await usd.spent(web)).toBe(0);
    await held.settle(0.25);
    expect(await usd.spent(web)).toBe(0);
    await usd.hold(web, 1);
  });

  it("nothing is kept of callers who do not come back", async () => {
    const counters: Counter[] = [];
    const openCounter = () => {
      const counter = createCounter();
      counters.push(counter);
      return counter;
    };
    const meter = createMeter({ openCounter });
    for (let i = 0; i < 100; i++) {
      const one = caller({ name: `subject ${i}`, pointsPerHour: 5, usdPerDay: 1 });
      await meter.points.reserve(one, 1);
      await (await meter.usd.hold(one, 0.1)).settle(0.1);
      meter.enter(one)();
    }
    expect(counters.map(({ size }) => size)).toEqual([100, 100]);
    vi.advanceTimersByTime(3 * hour);
    await meter.points.reserve(caller({ pointsPerHour: 5 }), 1);
    await meter.usd.hold(caller(), 0.1);
    expect(counters.map(({ size }) => size)).toEqual([1, 1]);
  });
});

describe("callers", () => {
  it("have points, dollars and requests of their own; the anonymous one has no key's name", async () => {
    const { points, usd, enter } = createMeter();
    const limits = { pointsPerHour: 1, usdPerDay: 1, maxInFlight: 1 };
    for (const name of [null, "null", "web", "app"]) {
      const one = caller({ name, ...limits });
      await points.reserve(one, 1);
      await usd.hold(one, 1);
      enter(one);
      expect(() => enter(one)).toThrow(
        "1 request of this key is being answered; it may have 1 at once (maxInFlight)",
      );
    }
  });

  it("without limits are counted in dollars all the same", async () => {
    const { points, usd } = createMeter();
    expect(await points.look(caller())).toBeUndefined();
    await (await usd.hold(caller(), 1e6)).settle(2e-7);
    expect(await usd.spent(caller())).toBe(2e-7);
  });
});
