import { expect, test } from "vitest";
import { createWeightedSemaphore } from "../../../providers/resilience/weighted-semaphore.ts";

/** Runs pieces of these weights, each until its turn to end comes; what runs, by weight. */
function running(capacity: number, weights: readonly number[]) {
  const semaphore = createWeightedSemaphore(capacity);
  const now: number[] = [];
  const ends: (() => void)[] = [];
  const all = weights.map((weight) =>
    semaphore.run(weight, async () => {
      now.push(weight);
      await new Promise<void>((end) => ends.push(end));
      now.splice(now.indexOf(weight), 1);
    }),
  );
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const endFirst = async () => {
    ends.shift()!();
    await turn();
  };
  return { now, endFirst, turn, all };
}

test("light pieces run beside each other, heavy ones one at a time, in their order", async () => {
  const { now, endFirst, turn, all } = running(10, [3, 3, 9, 1]);
  await turn();
  expect(now).toEqual([3, 3]);
  await endFirst();
  // The light one does not overtake the heavy one.
  expect(now).toEqual([3]);
  await endFirst();
  expect(now).toEqual([9, 1]);
  await endFirst();
  await endFirst();
  await Promise.all(all);
});

test("one heavier than the capacity runs alone", async () => {
  const { now, endFirst, turn } = running(10, [99, 1]);
  await turn();
  expect(now).toEqual([99]);
  await endFirst();
  expect(now).toEqual([1]);
});

test("a piece that fails gives its share back", async () => {
  const semaphore = createWeightedSemaphore(1);
  await expect(semaphore.run(1, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await semaphore.run(1, async () => "yes")).toBe("yes");
});
