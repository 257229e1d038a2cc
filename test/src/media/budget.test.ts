import { describe, expect, it } from "vitest";
import { createMediaBudget } from "../../../src/media/budget.ts";

const mb = 1024 * 1024;

describe("the budget of bytes", () => {
  it("refuses what arrives when it is full, and takes it when something was released", () => {
    const budget = createMediaBudget(2);
    const first = budget.open();
    first.resize(mb);
    const second = budget.open();
    second.resize(mb);
    expect(() => second.resize(mb + 1)).toThrow(
      expect.objectContaining({
        code: "OVERLOADED",
        message: expect.stringMatching("MAX_MEDIA_MB"),
      }),
    );
    expect(budget.usedBytes).toBe(2 * mb);
    first.release();
    first.release();
    second.resize(2 * mb);
    expect(budget.usedBytes).toBe(2 * mb);
  });

  it("lets reservations wait, first come, first served", async () => {
    const budget = createMediaBudget(2);
    const order: string[] = [];
    const held = await budget.reserve(1.5 * mb);
    const large = budget.reserve(2 * mb).then((it) => (order.push("large"), it));
    const small = budget.reserve(mb / 2).then((it) => (order.push("small"), it));
    await Promise.resolve();
    expect(order).toEqual([]);
    held.release();
    (await large).release();
    (await small).release();
    expect(order).toEqual(["large", "small"]);
    expect(budget.usedBytes).toBe(0);
  });

  it("gives back what a reservation turned out not to need", async () => {
    const budget = createMediaBudget(2);
    const held = await budget.reserve(2 * mb);
    const next = budget.reserve(mb);
    held.resize(mb / 2);
    expect((await next).bytes).toBe(mb);
    expect(budget.usedBytes).toBe(1.5 * mb);
  });

  it("forgets who gives up, and does not hold up those behind", async () => {
    const budget = createMediaBudget(2);
    const held = await budget.reserve(mb);
    const client = new AbortController();
    const large = budget.reserve(2 * mb, client.signal);
    const small = budget.reserve(mb);
    client.abort(new Error("gone"));
    await expect(large).rejects.toThrow("gone");
    (await small).release();
    held.release();
    expect(budget.usedBytes).toBe(0);
  });

  it("refuses at once what will never fit", async () => {
    const error = await createMediaBudget(1)
      .reserve(mb + 1)
      .catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: "TOO_LARGE" });
  });
});
