import { expect, test } from "vitest";
import { type Deadline, withDeadline } from "../../../providers/resilience/deadline.ts";
import { createQuota } from "../../../providers/cloud/quota.ts";

const within = <T>(ms: number, work: (deadline: Deadline) => Promise<T>, signal?: AbortSignal) =>
  withDeadline(ms, { signals: [signal], tooLate: () => new Error("too late") }, work);

test("a quota starts full and lets who asks first go first, however much that is", async () => {
  const quota = createQuota(60_000, "LIMIT"); // one a millisecond
  const order: number[] = [];
  await within(5000, async (deadline) => {
    await quota.take(60_000, deadline);
    await Promise.all(
      [50, 1, 20].map(async (units) => {
        await quota.take(units, deadline);
        order.push(units);
      }),
    );
  });
  expect(order).toEqual([50, 1, 20]);
});

test("who would have to wait past the deadline is told at once when to come back", async () => {
  const quota = createQuota(60, "LIMIT"); // one a second
  await within(1000, async (deadline) => {
    await quota.take(60, deadline);
    await expect(quota.take(10, deadline)).rejects.toMatchObject({
      code: "OVERLOADED",
      retryable: true,
      message: expect.stringContaining("60 per minute (LIMIT)"),
    });
    const error = await quota.take(10, deadline).catch((e: { retryAfterMs: number }) => e);
    expect((error as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(8000);
  });
});

test("who goes away while waiting takes nothing and holds nobody up", async () => {
  const quota = createQuota(6000, "LIMIT"); // one in 10 ms
  const caller = new AbortController();
  const gone = within(60_000, (deadline) => quota.take(6000, deadline), caller.signal);
  await gone; // the bucket is empty now
  const waiting = within(60_000, (deadline) => quota.take(5000, deadline), caller.signal);
  const next = within(5000, (deadline) => quota.take(1, deadline));
  caller.abort(new Error("gone"));
  await expect(waiting).rejects.toThrow("gone");
  await next;
});

test("a pause holds everybody", async () => {
  const quota = createQuota(1000, "LIMIT");
  quota.pause(60_000);
  await within(100, async (deadline) => {
    await expect(quota.take(1, deadline)).rejects.toMatchObject({ code: "OVERLOADED" });
  });
});
