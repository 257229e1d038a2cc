import { setTimeout as sleep } from "node:timers/promises";
import { modelProcessesOf } from "../../support/processes.ts";
import { failing, type Fault, type Rig } from "./fault.ts";

/** The kernel takes a model's process. */
export const kill: Fault = {
  excuses: failing,
  async run(rig) {
    signal(anyModelProcess(rig), "SIGKILL");
  },
};

/** A model stands still for a moment, then goes on. */
export const stop: Fault = {
  excuses: failing,
  run: (rig) => standStill(rig, rig.random.between(500, 3000)),
};

/** A model stands still until requests reach their deadline. */
export const freeze: Fault = {
  excuses: failing,
  run: (rig) => standStill(rig, 33_000),
};

async function standStill(rig: Rig, ms: number): Promise<void> {
  const pid = anyModelProcess(rig);
  signal(pid, "SIGSTOP");
  await sleep(ms);
  signal(pid, "SIGCONT");
}

function anyModelProcess({ traffic, random }: Rig): number | undefined {
  const pids = modelProcessesOf(traffic.server.pid);
  return pids.length > 0 ? random.pick(pids) : undefined;
}

function signal(pid: number | undefined, name: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void {
  try {
    process.kill(pid!, name);
  } catch {
    // It has ended by itself meanwhile.
  }
}
