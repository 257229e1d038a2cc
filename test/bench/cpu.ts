import { readFileSync } from "node:fs";
import { modelProcessesOf } from "../support/processes.ts";

/**
 * Processor time since each process began, in ms; undefined where there is no such process, or no
 * /proc.
 */
export interface CpuMs {
  readonly server?: number;
  readonly model?: number;
  /** This process: the load generator. */
  readonly load: number;
}

export function readCpu(serverPid?: number): CpuMs {
  const { user, system } = process.cpuUsage();
  const load = (user + system) / 1000;
  if (serverPid === undefined || process.platform !== "linux") {
    return { load };
  }
  const models = modelProcessesOf(serverPid).map(cpuMsOf);
  return {
    server: cpuMsOf(serverPid),
    load,
    ...(models.length > 0 && { model: models.reduce((sum, ms) => sum + ms, 0) }),
  };
}

/** Processor time a request, between two readings. */
export function cpuPerRequest(before: CpuMs, after: CpuMs, requests: number): CpuMs {
  const each = (from?: number, to?: number) =>
    from === undefined || to === undefined ? undefined : (to - from) / requests;
  const server = each(before.server, after.server);
  const model = each(before.model, after.model);
  return {
    load: (after.load - before.load) / requests,
    ...(server !== undefined && { server }),
    ...(model !== undefined && { model }),
  };
}

/** utime + stime of all its threads. The kernel tells them in hundredths of a second. */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name, in brackets, may hold anything; utime is the 14th field, the 12th after it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return 10 * (Number(fields[11]) + Number(fields[12]));
}
