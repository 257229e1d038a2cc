import { AsyncLocalStorage } from "node:async_hooks";
import { describe, expect, it } from "vitest";
import { inTurn, mapInTurn } from "../../resolvers/time-slice.ts";

const never = new AbortController().signal;

function work(ms: number): void {
  const endsAt = performance.now() + ms;
  while (performance.now() < endsAt) {
    // It holds the event loop.
  }
}

describe("steps of long work", () => {
  it("let everybody else have a turn, and give their results in order", async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const results = await mapInTurn([3, 1, 2], never, (item) => {
      work(30);
      return item * 10;
    });
    clearInterval(timer);
    expect(results).toEqual([30, 10, 20]);
    expect(turns).toBeGreaterThan(0);
  });

  it("end with the signal's reason when it aborts, and with what a step throws", async () => {
    const gone = new AbortController();
    const steps = mapInTurn(Array(100).fill(0), gone.signal, () => work(5));
    setTimeout(() => gone.abort(new Error("too late")), 1);
    await expect(steps).rejects.toThrow("too late");
    const broken = inTurn(never, () => {
      throw new Error("broken");
    });
    await expect(broken).rejects.toThrow("broken");
    await expect(inTurn(never, () => "next")).resolves.toBe("next");
  });

  it("run each in the context of who asked for it, whoever has begun the slice", async () => {
    const request = new AsyncLocalStorage<string>();
    const ask = (name: string) =>
      request.run(name, () => mapInTurn([1, 2], never, () => request.getStore()));
    expect(await Promise.all([ask("a"), ask("b")])).toEqual([
      ["a", "a"],
      ["b", "b"],
    ]);
  });
});
