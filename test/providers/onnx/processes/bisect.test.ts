import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Pass } from "../../../../providers/onnx/worker/pass.ts";
import { isolate } from "../../../../providers/onnx/processes/bisect.ts";

class Crash extends Error {}
class Fatal extends Error {}
const failure = {
  isCrash: (error: unknown) => error instanceof Crash,
  isFatal: (error: unknown) => error instanceof Fatal,
};
const row = (input: number) => ({ vector: Float32Array.of(input) });

/** Runs of numbers: negative ones take the pass down. */
function runner(error: () => Error) {
  const runs: number[][] = [];
  const run = async (inputs: readonly number[]): Promise<Pass> => {
    runs.push([...inputs]);
    if (inputs.some((input) => input < 0)) {
      throw error();
    }
    return { rows: inputs.map(row), computeMs: 1 };
  };
  return { run, runs };
}

describe("isolate", () => {
  it("passes a good batch through in one run", async () => {
    const { run, runs } = runner(() => new Crash());
    expect((await isolate([1, 2, 3], run, failure)).rows).toEqual([1, 2, 3].map(row));
    expect(runs.length).toBe(1);
  });

  it("runs every input alone after a crash: the poisoned one fails, after a second try", async () => {
    const { run, runs } = runner(() => new Crash());
    const { rows } = await isolate([1, -2, 3], run, failure);
    expect(rows).toEqual([row(1), expect.any(Crash), row(3)]);
    expect(runs).toEqual([[1, -2, 3], [1], [-2], [-2], [3]]);
  });

  it("halves a batch that failed without a crash", async () => {
    const { run, runs } = runner(() => new Error("no"));
    const { rows } = await isolate([1, 2, 3, -4], run, failure);
    expect(rows).toEqual([row(1), row(2), row(3), new Error("no")]);
    expect(runs).toEqual([[1, 2, 3, -4], [1, 2], [3, -4], [3], [-4]]);
  });

  it("answers an input whose process was killed once", async () => {
    let first = true;
    const { rows } = await isolate(
      [7],
      async (inputs) => {
        if (first) {
          first = false;
          throw new Crash();
        }
        return { rows: inputs.map(row), computeMs: 1 };
      },
      failure,
    );
    expect(rows).toEqual([row(7)]);
  });

  it("gives up at once when the model itself cannot run", async () => {
    const { run, runs } = runner(() => new Fatal());
    await expect(isolate([1, -2, 3], run, failure)).rejects.toThrow(Fatal);
    expect(runs.length).toBe(1);
  });

  it("keeps every row at its input, whichever are poisoned", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.integer({ min: -3, max: 9 }).filter((n) => n !== 0),
          { maxLength: 20 },
        ),
        fc.boolean(),
        async (inputs, crash) => {
          const { run } = runner(() => (crash ? new Crash() : new Error()));
          const { rows } = await isolate(inputs, run, failure);
          expect(rows).toEqual(inputs.map((n) => (n < 0 ? expect.any(Error) : row(n))));
        },
      ),
    );
  });
});
