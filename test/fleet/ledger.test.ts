import { describe, expect, it } from "vitest";
import { createLedger } from "./ledger.ts";

/** A request that the replica answered, while the shared cache was there or not. */
function answer(
  ledger: ReturnType<typeof createLedger>,
  replica: number,
  ids: readonly string[],
  { storeUp = true }: { storeUp?: boolean } = {},
): void {
  ledger.send(ids)({ replica, answered: true, storeUp });
}

describe("the ledger of what an engine may compute", () => {
  it("explains an input once, whichever replicas are asked for it", () => {
    const ledger = createLedger(2, 0);
    answer(ledger, 0, ["a", "b", "a"]);
    answer(ledger, 1, ["a", "b"]);
    answer(ledger, 1, ["b", "c"]);
    expect(ledger).toMatchObject({ distinct: 3, explained: 3 });
  });

  it("explains it again for a replica that was asked at the same time", () => {
    const ledger = createLedger(2, 0);
    const [first, second] = [ledger.send(["a"]), ledger.send(["a"])];
    first({ replica: 0, answered: true, storeUp: true });
    second({ replica: 1, answered: true, storeUp: true });
    expect(ledger).toMatchObject({ distinct: 1, explained: 2 });
  });

  it("explains it again for a replica that is asked before the shared cache has it", () => {
    const ledger = createLedger(2, 60_000);
    answer(ledger, 0, ["a"]);
    answer(ledger, 1, ["a"]);
    answer(ledger, 1, ["a"]);
    expect(ledger.explained).toBe(2);
  });

  it("explains it once where identical inputs of one replica share a pass", () => {
    const ledger = createLedger(2, 0);
    const [first, second] = [ledger.send(["a"]), ledger.send(["a"])];
    first({ replica: 0, answered: true, storeUp: true });
    second({ replica: 0, answered: true, storeUp: true });
    expect(ledger.explained).toBe(1);
  });

  it("explains what a replica took along, of which nobody knows whether it was shared", () => {
    const ledger = createLedger(2, 0);
    ledger.send(["a"])({ replica: 0, answered: false, storeUp: true });
    ledger.replicaLost(0);
    answer(ledger, 1, ["a"]);
    expect(ledger).toMatchObject({ distinct: 1, explained: 2 });
  });

  it("explains what each replica computes for itself while the shared cache is away", () => {
    const ledger = createLedger(2, 0);
    answer(ledger, 0, ["a"]);
    answer(ledger, 1, ["a"], { storeUp: false });
    answer(ledger, 1, ["a"], { storeUp: false });
    expect(ledger.explained).toBe(2);
    answer(ledger, 0, ["b"], { storeUp: false });
    answer(ledger, 1, ["b"]);
    expect(ledger.explained).toBe(4);
  });

  it("explains what a shared cache forgot, once for all replicas that do not hold it", () => {
    const ledger = createLedger(3, 0);
    answer(ledger, 0, ["a"]);
    ledger.storeLost();
    answer(ledger, 0, ["a"]);
    expect(ledger.explained).toBe(1);
    answer(ledger, 1, ["a"]);
    answer(ledger, 2, ["a"]);
    expect(ledger.explained).toBe(2);
  });

  it("explains what is on its way to an engine that dies", () => {
    const ledger = createLedger(1, 0);
    const end = ledger.send(["a", "b"]);
    ledger.runsAgain();
    end({ replica: 0, answered: true, storeUp: true });
    expect(ledger).toMatchObject({ distinct: 2, explained: 4 });
  });
});
