import { totalmem } from "node:os";
import { describe, expect, it } from "vitest";
import { createMemory } from "../../../../providers/onnx/processes/memory-budget.ts";
import type { Supervised } from "../../../../providers/onnx/processes/supervisor.ts";
import { readConfig } from "../../../../src/config/config.ts";
import { createLog } from "../../../../src/telemetry/log.ts";

const mb = 1024 * 1024;

/** A model whose process takes so much memory while it is loaded. */
function model(megabytes: number) {
  const state = { loaded: true };
  const supervised = {
    get residentBytes() {
      return state.loaded ? megabytes * mb : 0;
    },
    unload: () => void (state.loaded = false),
  } as Supervised;
  return { state, supervised };
}

describe("the memory budget", () => {
  const setUp = (budget: number) => createMemory(budget, createLog("silent"));
  const nothing = async () => {};

  it("unloads the least recently used model first, and no more than it must", async () => {
    const memory = setUp(250);
    const [a, b, c] = [model(100), model(100), model(100)];
    for (const [id, each] of Object.entries({ a, b, c })) {
      if (id !== "c") {
        await memory.use(id, each.supervised, nothing);
      }
    }
    await memory.use("a", a.supervised, nothing);
    await memory.use("c", c.supervised, nothing);
    expect([a, b, c].map(({ state }) => state.loaded)).toEqual([true, false, true]);
  });

  it("never unloads a model in use", async () => {
    const memory = setUp(150);
    const [a, b] = [model(100), model(100)];
    let release = () => {};
    const working = memory.use(
      "a",
      a.supervised,
      () => new Promise<void>((done) => (release = done)),
    );
    await memory.use("b", b.supervised, nothing);
    expect(a.state.loaded).toBe(true);
    expect(b.state.loaded).toBe(false);
    release();
    await working;
  });

  it("keeps the last model, however large", async () => {
    const memory = setUp(50);
    const [a, b] = [model(100), model(100)];
    await memory.use("a", a.supervised, nothing);
    expect(a.state.loaded).toBe(true);
    await memory.use("b", b.supervised, nothing);
    expect([a.state.loaded, b.state.loaded]).toEqual([false, true]);
  });

  it("is a share of the machine's memory unless it is set", () => {
    const { MEMORY_BUDGET_MB } = readConfig({});
    expect(MEMORY_BUDGET_MB).toBeGreaterThan(0);
    expect(MEMORY_BUDGET_MB * mb).toBeLessThan(totalmem());
    expect(readConfig({ MEMORY_BUDGET_MB: "0" }).MEMORY_BUDGET_MB).toBe(0);
  });

  it("of 0 unloads nothing", async () => {
    const memory = setUp(0);
    const a = model(100_000);
    await memory.use("a", a.supervised, nothing);
    expect(a.state.loaded).toBe(true);
  });
});
