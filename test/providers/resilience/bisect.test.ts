import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bisect } from "../../../providers/resilience/bisect.ts";

class Fatal extends Error {}

/** Calls with numbers: one with a negative number fails. */
function runner(error = new Error("no")) {
  const runs: number[][] = [];
  const run = async (items: readonly number[]): Promise<string[]> => {
    runs.push([...items]);
    if (items.some((item) => item < 0)) {
      throw error;
    }
    return items.map(String);
  };
  return { run, runs };
}

const by = (parts: "halves" | "singles") => (error: unknown, items: readonly number[]) => {
  if (error instanceof Fatal) {
    throw error;
  }
  return items.length === 1 ? (error as Error) : parts;
};

describe("bisect", () => {
  it("passes good items through in one call", async () => {
    const { run, runs } = runner();
    expect(await bisect([1, 2, 3], run, by("halves"))).toEqual(["1", "2", "3"]);
    expect(runs).toEqual([[1, 2, 3]]);
  });

  it("halves a call that failed until the culprit is alone", async () => {
    const { run, runs } = runner();
    const results = await bisect([1, 2, 3, -4], run, by("halves"));
    expect(results).toEqual(["1", "2", "3", new Error("no")]);
    expect(runs).toEqual([[1, 2, 3, -4], [1, 2], [3, -4], [3], [-4]]);
  });

  it("tries every item alone where that is asked for", async () => {
    const { run, runs } = runner();
    const results = await bisect([1, -2, 3], run, by("singles"));
    expect(results).toEqual(["1", new Error("no"), "3"]);
    expect(runs).toEqual([[1, -2, 3], [1], [-2], [3]]);
  });

  it("gives up all items of a call with an error each", async () => {
    const { run, runs } = runner();
    const given = new Error("too many");
    expect(await bisect([1, -2, 3], run, () => given)).toEqual([given, given, given]);
    expect(runs.length).toBe(1);
  });

  it("fails as a whole, at once, where a failure says so", async () => {
    const { run, runs } = runner(new Fatal());
    await expect(bisect([1, -2, 3], run, by("halves"))).rejects.toThrow(Fatal);
    expect(runs.length).toBe(1);
  });

  it("keeps every result at its item, whichever are poisoned", async () => {
    const item = fc.integer({ min: -3, max: 9 }).filter((n) => n !== 0);
    const parts = fc.constantFrom("halves" as const, "singles" as const);
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 20 }), parts, async (items, how) => {
        const results = await bisect(items, runner().run, by(how));
        expect(results).toEqual(items.map((n) => (n < 0 ? expect.any(Error) : String(n))));
      }),
    );
  });
});
