import { setTimeout as sleep } from "node:timers/promises";
import type { Ledger } from "./ledger.ts";
import type { Outages } from "./outages.ts";
import type { Fleet } from "./set-up.ts";

export interface Rig {
  readonly fleet: Fleet;
  readonly outages: Outages;
  readonly ledger: Ledger;
}

/** Harms one member of the fleet, and resolves when it answers again. @param round chooses a replica */
type Harm = (rig: Rig, round: number) => Promise<void>;

const awayMs = 2000;

export const harms = {
  async nothing() {
    await sleep(awayMs);
  },

  async "kill a replica"({ fleet, outages, ledger }, round) {
    const index = round % fleet.replicas.length;
    const replica = fleet.replicas[index]!;
    const back = outages.begin(index);
    await replica.end("SIGKILL");
    await sleep(awayMs);
    await replica.start();
    ledger.replicaLost(index);
    back();
  },

  async "hang a replica"({ fleet, outages }, round) {
    const index = round % fleet.replicas.length;
    await standStill(fleet.replicas[index]!.pid, outages.begin(index));
  },

  /** One after the other, as a deployment does: what is in flight is answered first. */
  async "replace all replicas"({ fleet, outages, ledger }) {
    for (const [index, replica] of fleet.replicas.entries()) {
      const back = outages.begin(index);
      await replica.end("SIGTERM");
      await replica.start();
      ledger.replicaLost(index);
      back();
    }
  },

  async "kill Redis"({ fleet, outages, ledger }) {
    const back = outages.begin("redis");
    await fleet.redis.end("SIGKILL");
    ledger.storeLost();
    await sleep(awayMs);
    await fleet.redis.start();
    back();
  },

  async "hang Redis"({ fleet, outages }) {
    await standStill(fleet.redis.pid, outages.begin("redis"));
  },

  async "kill the engine"({ fleet, outages, ledger }) {
    const back = outages.begin("engine");
    await fleet.engine.end("SIGKILL");
    ledger.runsAgain();
    await sleep(awayMs);
    await fleet.engine.start();
    back();
  },

  async "hang the engine"({ fleet, outages, ledger }) {
    await standStill(fleet.engine.pid, outages.begin("engine"));
    ledger.runsAgain();
  },
} satisfies Record<string, Harm>;

export type HarmName = keyof typeof harms;

async function standStill(pid: number, back: () => void): Promise<void> {
  process.kill(pid, "SIGSTOP");
  try {
    await sleep(awayMs);
  } finally {
    process.kill(pid, "SIGCONT");
    back();
  }
}
