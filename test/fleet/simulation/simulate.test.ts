import { describe, expect, it } from "vitest";
import { simulate } from "./simulate.ts";
import type { Costs, Setting } from "./types.ts";

const costs: Costs = {
  replicaRequest: 1,
  workerPass: 0.5,
  workerRow: 0.1,
  engineCall: 0.2,
  run: 20,
  runRow: 0,
  command: 0.02,
  idleCommands: 8,
  client: 0.1,
};
const setting: Setting = {
  replicas: 2,
  clients: 32,
  engines: 1,
  callsPerReplica: 8,
  maxBatch: 32,
  maxRun: Infinity,
  batching: true,
  cores: undefined,
};
const run = (some: Partial<Setting> = {}) => simulate(costs, { ...setting, ...some }, 1000);

describe("the simulation of fleets", () => {
  it("gives the same figures for the same seed", () => {
    expect(run()).toEqual(run());
  });

  it("has each client wait for its answer: rate times latency is the number of clients", () => {
    const { rate, p50 } = run({ replicas: 1, clients: 1 });
    // A run, and what is on the way to it and back.
    expect(p50).toBeCloseTo(0.1 + 0.5 + 0.02 + 0.6 + 0.2 + 20 + 0.5);
    // To one answer.
    expect(Math.abs(rate * p50 - 1000)).toBeLessThan(p50);
  });

  it("shows that joining calls at the engine makes up for requests spread over replicas", () => {
    const [few, many] = [run({ replicas: 1 }), run({ replicas: 32 })];
    expect(many.batch).toBe(1);
    expect(many.rate).toBeGreaterThan(0.9 * few.rate);
    expect(run({ replicas: 32, batching: false }).rate).toBeLessThan(0.2 * many.rate);
  });

  it("is bound by the processors where there are few", () => {
    const many = { clients: 500, replicas: 8 };
    // A request takes 1.2 ms at least; those at the edges are counted, too.
    expect(run({ ...many, cores: 1 }).rate).toBeLessThan(900);
    expect(run(many).rate).toBeGreaterThan(1500);
  });
});
