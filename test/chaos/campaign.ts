import { setTimeout as sleep } from "node:timers/promises";
import { Agent } from "undici";
import { runClients, runOperation, type Traffic } from "./clients.ts";
import { embedImages } from "./embed-operations.ts";
import type { Rig } from "./faults/fault.ts";
import { createSchedule, type FaultName } from "./faults/schedule.ts";
import { type Holdings, holdingsOf, observe } from "./observations.ts";
import { createRandom } from "./random.ts";
import { makeReport, type Report } from "./report.ts";
import { endInPeace, restarts, type Restart } from "./restarts.ts";
import { setUp } from "./set-up.ts";
import type { Server } from "./server.ts";
import { createTally } from "./tally.ts";

export interface Options {
  readonly minutes: number;
  readonly clients: number;
  readonly seed: number;
  readonly faults: readonly FaultName[];
  readonly restarts: readonly Restart[];
}

const calmMs = 8000;
const restartMs = 10_000;

/**
 * Traffic alone, calm, traffic with faults, calm: by then the server has given back what it took.
 * Restarts come last, because a new process owes nothing.
 */
export async function runCampaign(options: Options): Promise<Report> {
  const { directory, server, cohere, world, close } = await setUp(options.seed);
  const schedule = createSchedule();
  const traffic: Traffic = {
    server,
    world,
    tally: createTally(),
    latencies: new Map(),
    connections: { aborted: 0, refused: 0, cutOff: 0, reset: 0 },
    excuses: schedule.excuses,
  };
  const notes: Record<string, number> = {};
  const rig: Rig = {
    traffic,
    cohere,
    random: createRandom(options.seed + 1),
    note: (answer) => void (notes[answer] = (notes[answer] ?? 0) + 1),
  };
  await startModels(rig);
  const observation = observe(server);
  const startedAt = performance.now();
  let phases = 0;
  const underTraffic = async (work: (until: AbortSignal) => Promise<unknown>, ms: number) => {
    const until = AbortSignal.timeout(ms);
    const stop = new AbortController();
    const seed = options.seed + 100 * phases++;
    const clients = runClients(traffic, { count: options.clients, seed, until: stop.signal });
    await Promise.all([work(until), aborted(until)]).finally(() => stop.abort());
    await clients;
  };

  const totalMs = 60_000 * options.minutes;
  const warmUpMs = Math.min(60_000, totalMs / 6);
  const restsMs = warmUpMs + 2 * calmMs + options.restarts.length * restartMs;
  await underTraffic(async () => {}, warmUpMs);
  const start = await calm(server);
  const chaosMs = Math.max(totalMs - restsMs, totalMs / 4);
  await underTraffic((until) => schedule.run(rig, options.faults, until), chaosMs);
  const end = await calm(server, start);

  const failures: string[] = [];
  for (const [i, name] of options.restarts.entries()) {
    await underTraffic(async () => {
      await sleep(restartMs / 4);
      failures.push(...(await restarts[name](rig, { CACHE_MB: ["1", "64"][i % 2]! })));
    }, restartMs);
  }
  observation.stop();
  failures.push(...(await endInPeace(server)));
  await close();
  return makeReport({
    options,
    seconds: (performance.now() - startedAt) / 1000,
    traffic,
    faults: {
      ...schedule.counts,
      ...Object.fromEntries(options.restarts.map((name) => [name, 1])),
    },
    answersToFaults: notes,
    samples: observation.samples,
    start,
    end,
    failures,
    directory,
  });
}

/** Every process that there can be, so that those at the start can be compared with those at the end. */
async function startModels({ traffic, random }: Rig): Promise<void> {
  const dispatcher = new Agent();
  for (const reference of traffic.world.references) {
    const world = { ...traffic.world, references: [reference] };
    await runOperation({ ...traffic, world }, embedImages, random, { dispatcher });
  }
  await dispatcher.destroy();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
}

/** Waits for connections to time out and garbage to be collected: longer while more is held than was. */
async function calm(server: Server, before?: Holdings): Promise<Holdings> {
  await sleep(calmMs);
  let holdings = holdingsOf(server);
  const isBack = () =>
    !before ||
    (["descriptors", "processes", "files"] as const).every((of) => holdings[of] <= before[of]);
  for (let tries = 0; tries < 20 && !isBack(); tries++) {
    await sleep(1000);
    holdings = holdingsOf(server);
  }
  return holdings;
}
