import { readdirSync, readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { request } from "undici";
import { childrenOf } from "../support/processes.ts";
import type { Server } from "./server.ts";

/** What a server holds at a moment. */
export interface Holdings {
  /** Resident, of itself and of the processes of its models, in MB. */
  readonly serverMb: number;
  readonly childrenMb: number;
  readonly descriptors: number;
  readonly processes: number;
  /** In its TMPDIR, folders included. */
  readonly files: number;
}

export interface Sample extends Holdings {
  /** Seconds since the observation began. */
  readonly at: number;
  /** How long GET /health took, less what this process was too busy to notice the answer. */
  readonly healthMs: number;
}

export function holdingsOf({ pid, temporary }: Server): Holdings {
  const children = childrenOf(pid);
  return {
    serverMb: residentMb(pid),
    childrenMb: children.reduce((sum, child) => sum + residentMb(child), 0),
    descriptors: entriesOf(`/proc/${pid}/fd`),
    processes: children.length,
    files: readdirSync(temporary, { recursive: true }).length,
  };
}

/** Looks once a second, as a balancer would, until it is stopped. */
export function observe(server: Server) {
  const samples: Sample[] = [];
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 100) / 10;
  let looking = false;
  const ownDelay = monitorEventLoopDelay();
  ownDelay.enable();
  const timer = setInterval(async () => {
    if (looking) {
      return;
    }
    looking = true;
    ownDelay.reset();
    const tookMs = await askHealth(server);
    const healthMs = Math.max(0, Math.round(tookMs - ownDelay.max / 1e6));
    try {
      samples.push({ at: seconds(), healthMs, ...holdingsOf(server) });
    } catch {
      // It ended between two looks.
    }
    looking = false;
  }, 1000);
  return { samples, stop: () => clearInterval(timer) };
}

/** Until it answered, or its connection broke. */
async function askHealth({ url }: Server): Promise<number> {
  const sentAt = performance.now();
  try {
    const { body } = await request(`${url}/health`, { signal: AbortSignal.timeout(120_000) });
    await body.dump();
  } catch {
    // A server that was stopped refuses at once; one that dies of what it does has been silent.
  }
  return performance.now() - sentAt;
}

export function residentMb(pid: number): number {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Math.round(Number(kilobytes ?? 0) / 1024);
  } catch {
    return 0;
  }
}

function entriesOf(directory: string): number {
  try {
    return readdirSync(directory).length;
  } catch {
    return 0;
  }
}
