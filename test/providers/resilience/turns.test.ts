import { setMaxListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { createTurns } from "../../../providers/resilience/turns.ts";

const never = new AbortController().signal;
setMaxListeners(0, never);

/** Work that ends when it is told to. */
function held() {
  let end = () => {};
  let begun = false;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return {
    work: async () => ((begun = true), await ended, "done"),
    end: () => end(),
    get begun() {
      return begun;
    },
  };
}

describe("taking turns", () => {
  it("runs as much at once as it may, and the rest after that, in order", async () => {
    const inTurn = createTurns(2);
    const works = [held(), held(), held()];
    const turns = works.map(({ work }) => inTurn(work, never));
    expect(works.map(({ begun }) => begun)).toEqual([true, true, false]);
    works[0]!.end();
    await turns[0];
    works[2]!.end();
    expect(await turns[2]).toBe("done");
    works[1]!.end();
    await turns[1];
  });

  it("lets go who gives up while waiting, and leaves those behind in the queue", async () => {
    const inTurn = createTurns(1);
    const [running, waiting, behind] = [held(), held(), held()];
    const controller = new AbortController();
    const first = inTurn(running.work, never);
    const second = inTurn(waiting.work, controller.signal);
    const third = inTurn(behind.work, never);
    controller.abort(new Error("gone"));
    await expect(second).rejects.toThrow("gone");
    running.end();
    behind.end();
    expect([await first, await third]).toEqual(["done", "done"]);
    expect(waiting.begun).toBe(false);
  });

  it("waits for work that has begun, so that it can clean up", async () => {
    const controller = new AbortController();
    const running = held();
    let settled = false;
    const turn = createTurns(1)(running.work, controller.signal).catch((error: Error) => {
      settled = true;
      return error.message;
    });
    controller.abort(new Error("gone"));
    await new Promise(setImmediate);
    expect(settled).toBe(false);
    running.end();
    expect(await turn).toBe("gone");
  });

  it("refuses who would wait behind sixteen others", async () => {
    const inTurn = createTurns(1, { mostWaiting: 16 });
    const works = Array.from({ length: 17 }, held);
    const turns = works.map(({ work }) => inTurn(work, never));
    await expect(inTurn(async () => "late", never)).rejects.toMatchObject({
      code: "OVERLOADED",
      retryable: true,
    });
    for (const { end } of works) {
      end();
    }
    await Promise.all(turns);
  });
});
