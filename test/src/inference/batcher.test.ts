import { setMaxListeners } from "node:events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateTokens } from "../../../models/estimate-tokens.ts";
import type { Input } from "../../../models/model.ts";
import { createBatcher } from "../../../src/inference/batcher.ts";
import type { Queue } from "../../../src/inference/queue.ts";
import {
  createFakeProvider,
  fakeModel,
  fakeRow,
  type FakeOptions,
} from "../../support/fake-provider.ts";

const never = new AbortController().signal;
setMaxListeners(0, never);
const text = (value: string): Input => ({ modality: "TEXT", text: value });
const numbered = (count: number) => Array.from({ length: count }, (_, i) => text(`text ${i}`));

function setUp(options: FakeOptions & { limit?: number } = {}) {
  const provider = createFakeProvider(options);
  const queue: Queue = { model: "m", limit: options.limit ?? 10_000, waiting: 0, msPerInput: 1 };
  const batcher = createBatcher({
    provider: "fake",
    dimensions: 8,
    modality: "TEXT",
    limits: () => provider.limits(fakeModel, "TEXT"),
    queue,
    tokensOf: (input) => estimateTokens(input, fakeModel),
    run: (inputs, signal) =>
      provider.embed(fakeModel, inputs, { dimensions: 8, purpose: "DOCUMENT", signal }),
  });
  return { provider, queue, batcher };
}

describe("the batcher", () => {
  it("sends a lone input at once, in a pass of its own", async () => {
    const { batcher, provider } = setUp();
    expect((await batcher.load(text("a"), never)).batchSize).toBe(1);
    expect(provider.calls.length).toBe(1);
  });

  it("makes a few dozen passes of 1,000 inputs in flight", async () => {
    const { batcher, provider } = setUp({ maxInputs: 32, maxCalls: 2 });
    await Promise.all(numbered(1000).map((input) => batcher.load(input, never)));
    expect(provider.calls.length).toBe(Math.ceil(1000 / 32));
  });

  it("makes a pass of long texts smaller, and sends one that is longer than a pass alone", async () => {
    const { batcher, provider } = setUp({ maxInputs: 32, maxTokens: 60 });
    // 12 tokens each by their bytes, then one of 102.
    const texts = [
      ...Array.from({ length: 12 }, (_, i) => `${i}`.padEnd(40)),
      "x".repeat(400),
      "y",
    ];
    await Promise.all(texts.map((value) => batcher.load(text(value), never)));
    expect(provider.calls.map((call) => call.length)).toEqual([5, 5, 2, 1, 1]);
  });

  it("never has more calls in flight than the provider allows", async () => {
    let most = 0;
    const { batcher, provider } = setUp({
      maxCalls: 2,
      embed: async (inputs) => {
        most = Math.max(most, provider.running);
        return inputs.map((input) => fakeRow(input, 8));
      },
    });
    await Promise.all(numbered(100).map((input) => batcher.load(input, never)));
    expect(most).toBe(2);
  });

  it("lets whoever came while it was busy leave together", async () => {
    const { batcher, provider } = setUp({ maxInputs: 32 });
    provider.hold();
    const first = batcher.load(text("first"), never);
    await until(() => provider.calls.length === 1);
    const others = [];
    for (const input of numbered(10)) {
      others.push(batcher.load(input, never));
      await new Promise((resolve) => setImmediate(resolve));
    }
    provider.release();
    await Promise.all([first, ...others]);
    expect(provider.calls.map((call) => call.length)).toEqual([1, 10]);
  });

  it("gathers who keeps coming, where a call costs a round trip", async () => {
    const { batcher, provider } = setUp({ maxInputs: 96, gatherMs: 30 });
    const answers = [];
    for (const input of numbered(50)) {
      answers.push(batcher.load(input, never));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(answers);
    expect(provider.calls.map((call) => call.length)).toEqual([50]);
  });

  it("gives every input its own row, however the loads interleave", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(50), fc.nat(3)), { maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 3, max: 30 }),
        fc.integer({ min: 1, max: 3 }),
        async (loads, maxInputs, maxTokens, maxCalls) => {
          const { batcher } = setUp({ maxInputs, maxTokens, maxCalls });
          const answers = loads.map(async ([word, turns]) => {
            for (let i = 0; i < turns; i++) {
              await new Promise((resolve) => setImmediate(resolve));
            }
            return (await batcher.load(text(`word ${word}`), never)).row;
          });
          const expected = loads.map(([word]) => fakeRow(text(`word ${word}`), 8));
          expect(await Promise.all(answers)).toEqual(expected);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("lets a bad input fail alone", async () => {
    const { batcher } = setUp();
    const answers = await Promise.allSettled(
      ["a", "bad", "b"].map((word) => batcher.load(text(word), never)),
    );
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });

  it("opens the gate again after a call that failed as a whole", async () => {
    let calls = 0;
    const { batcher } = setUp({
      embed: async (inputs) => {
        if (++calls === 1) {
          throw new Error("the whole call");
        }
        return inputs.map((input) => fakeRow(input, 8));
      },
    });
    await expect(batcher.load(text("a"), never)).rejects.toThrow("the whole call");
    await expect(batcher.load(text("b"), never)).resolves.toBeTruthy();
  });

  it("refuses a reply of fewer rows than inputs instead of misaligning them", async () => {
    const { batcher } = setUp({ embed: async () => [] });
    await expect(batcher.load(text("a"), never)).rejects.toThrow("0 rows came back for 1 inputs");
  });

  it("is OVERLOADED past its limit, and says when to come back", async () => {
    const { batcher, provider, queue } = setUp({ maxInputs: 2, limit: 4 });
    provider.hold();
    const first = batcher.load(text("first"), never);
    await until(() => provider.calls.length === 1);
    const waiting = numbered(4).map((input) => batcher.load(input, never));
    await expect(batcher.load(text("one too many"), never)).rejects.toMatchObject({
      code: "OVERLOADED",
      retryable: true,
      retryAfterMs: expect.any(Number),
    });
    provider.release();
    await Promise.all([first, ...waiting]);
    expect(queue.waiting).toBe(0);
  });

  it("drops what nobody wants any more at once, with its place and its bytes", async () => {
    const { batcher, provider, queue } = setUp({ maxInputs: 10 });
    provider.hold();
    const first = batcher.load(text("first"), never);
    await until(() => provider.calls.length === 1);
    const gone = new AbortController();
    const dropped = numbered(3).map((input) => batcher.load(input, gone.signal));
    const kept = batcher.load(text("kept"), never);
    gone.abort(new Error("gone"));
    expect(queue.waiting).toBe(1);
    // Before the pass that they would have been in.
    for (const { status } of await Promise.allSettled(dropped)) {
      expect(status).toBe("rejected");
    }
    provider.release();
    await Promise.all([first, kept]);
    expect(provider.calls).toEqual([[text("first")], [text("kept")]]);
  });

  it("aborts a call only when all of its callers have gone", async () => {
    const signals: AbortSignal[] = [];
    const { batcher, provider } = setUp({
      embed: async (inputs, { signal }) => {
        signals.push(signal!);
        return inputs.map((input) => fakeRow(input, 8));
      },
    });
    const [a, b] = [new AbortController(), new AbortController()];
    provider.hold();
    const both = [batcher.load(text("a"), a.signal), batcher.load(text("b"), b.signal)];
    await until(() => provider.calls.length === 1);
    a.abort();
    provider.release();
    await Promise.allSettled(both);
    expect(signals[0]!.aborted).toBe(false);
    b.abort();
    expect(signals[0]!.aborted).toBe(true);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
