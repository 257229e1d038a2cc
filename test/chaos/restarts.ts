import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, modelProcessesOf } from "../support/processes.ts";
import type { Rig } from "./faults/fault.ts";
import { lingering } from "./faults/uploads.ts";
import type { Server } from "./server.ts";

/** Ends a server under traffic and starts it with these settings; tells what was not as it must be. */
type RestartServer = (rig: Rig, settings: Readonly<Record<string, string>>) => Promise<string[]>;

export type Restart = keyof typeof restarts;

export const restarts = {
  /** As an orchestrator does it: what is in flight is answered first. */
  async term({ traffic: { server } }, settings) {
    const failures = await endInPeace(server);
    await server.start(settings);
    return failures;
  },

  /** As the kernel does it when memory is short, with uploads on their way. */
  async crash(rig, settings) {
    const { server } = rig.traffic;
    const uploads = lingering(rig, 10);
    await sleep(1000);
    const models = modelProcessesOf(server.pid);
    const files = new Set(readdirSync(server.temporary));
    await server.end("SIGKILL");
    const failures = await stillRunning(models, "SIGKILL");
    await server.start(settings);
    await uploads;
    const left = readdirSync(server.temporary).filter((name) => files.has(name));
    return [...failures, ...leftBehind(left, "SIGKILL and the next start")];
  },
} satisfies Record<string, RestartServer>;

export async function endInPeace(server: Server): Promise<string[]> {
  const models = modelProcessesOf(server.pid);
  const code = await server.end("SIGTERM");
  const failures = await stillRunning(models, "SIGTERM");
  if (code !== 0) {
    failures.push(`SIGTERM ended the server with ${code}`);
  }
  return [...failures, ...leftBehind(readdirSync(server.temporary), "SIGTERM")];
}

function leftBehind(names: readonly string[], by: string): string[] {
  const some = names.slice(0, 3).join(", ");
  return names.length > 0 ? [`${names.length} files were left by ${by}: ${some}, …`] : [];
}

/** They notice by themselves that their server is gone. */
async function stillRunning(pids: readonly number[], signal: string): Promise<string[]> {
  for (let tries = 0; tries < 100 && pids.some(isRunning); tries++) {
    await sleep(100);
  }
  return pids.filter(isRunning).map((pid) => `process ${pid} of a model outlived ${signal}`);
}
