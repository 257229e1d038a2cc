import { setTimeout as sleep } from "node:timers/promises";
import { createTally, type Tally } from "../chaos/tally.ts";
import { type Act, judgeAct, latencyOf } from "./act.ts";
import { type Attempt, runClients, runSpenders, type Traffic } from "./clients.ts";
import { type HarmName, harms, type Rig } from "./harms.ts";
import { createLedger } from "./ledger.ts";
import { createLoad } from "./load.ts";
import { createOutages } from "./outages.ts";
import { readStoreLog } from "./store-log.ts";
import { referenceOf, startFleet } from "./set-up.ts";

export interface Options {
  readonly minutes: number;
  readonly replicas: number;
  readonly clients: number;
  readonly seed: number;
  readonly harms: readonly HarmName[];
}

export interface Report {
  readonly options: Options;
  readonly seconds: number;
  readonly tally: Tally;
  readonly ends: Readonly<Record<Attempt["end"], number>>;
  readonly acts: readonly Act[];
  /** Why the campaign failed; empty when it did not. */
  readonly failures: readonly string[];
  readonly directory: string;
}

/** Of each act, before the harm and after it. */
const calmMs = 2500;
/** About what an act takes, to say how many inputs there have to be. */
const actMs = 9000;
const freshPerSecond = 15;
const imagesOf = (texts: number) => Math.ceil(texts / 8);

/** A limit that the spenders of an act reach in it. */
const pointsPerHour = 300;
const spenders = 3;
const mostActs = 400;
/** A row is written when its pass is over; a write that takes longer is given up. */
const settleMs = 1000;

/** Acts, one after the other, each with clients of its own: who was harmed, and what became of it. */
export async function runCampaign(options: Options): Promise<Report> {
  const startedAt = performance.now();
  const seconds = Math.max(60 * options.minutes, (options.harms.length * actMs) / 1000);
  const texts = Math.ceil((seconds + 30) * freshPerSecond);
  const reference = await referenceOf(options.seed, { texts, images: imagesOf(texts) });
  const keys = Array.from({ length: mostActs }, (_, i) => [`act-${i}`, { pointsPerHour }] as const);
  const fleet = await startFleet({
    replicas: options.replicas,
    keys: { load: {}, ...Object.fromEntries(keys) },
  });
  const outages = createOutages();
  const ledger = createLedger(options.replicas, settleMs);
  const traffic: Traffic = {
    fleet,
    load: createLoad(reference),
    ledger,
    outages,
    // What it wrote last may not have arrived.
    storeLogs: fleet.replicas.map(({ log }) =>
      readStoreLog(log, (at) => ledger.storeLost(at - 2 * settleMs)),
    ),
    tally: createTally(),
    attempts: [],
  };
  const rig: Rig = { fleet, outages, ledger };
  const acts: Act[] = [];
  await warmUp(traffic, options);
  const end = performance.now() + 60_000 * options.minutes;
  for (let i = 0; i < mostActs; i++) {
    const name = options.harms[i % options.harms.length]!;
    const round = Math.floor(i / options.harms.length);
    // Each once, however short the time is.
    if (round > 0 && performance.now() > end) {
      break;
    }
    acts.push(await runAct(traffic, rig, { name, round, index: i, options }));
  }
  await fleet.close();
  const { tally, attempts } = traffic;
  const count = (end: Attempt["end"]) => attempts.filter((each) => each.end === end).length;
  return {
    options,
    seconds: (performance.now() - startedAt) / 1000,
    tally,
    ends: {
      answered: count("answered"),
      refused: count("refused"),
      broken: count("broken"),
      lost: count("lost"),
    },
    acts,
    failures: [
      ...(["misaligned", "wrong", "lost", "wrong code", "INTERNAL"] as const).flatMap((outcome) =>
        tally.count(outcome) > 0 ? [`${tally.count(outcome)} rows ${outcome}`] : [],
      ),
      ...fleet.replicas.flatMap(({ deaths }) => deaths.map((death) => `a replica died: ${death}`)),
      ...acts.flatMap(judgeAct),
    ],
    directory: fleet.directory,
  };
}

/** Every replica has started its model's process, and there are inputs to ask for again. */
async function warmUp(traffic: Traffic, { clients: count, seed }: Options): Promise<void> {
  traffic.load.release(freshPerSecond, 100);
  await runClients(traffic, { count, seed, until: AbortSignal.timeout(2000) });
}

async function runAct(
  traffic: Traffic,
  rig: Rig,
  {
    name,
    round,
    index,
    options,
  }: { name: HarmName; round: number; index: number; options: Options },
): Promise<Act> {
  const { ledger, load, attempts } = traffic;
  const count = async () => ({
    distinct: ledger.distinct,
    explained: ledger.explained,
    computed: (await rig.fleet.engine.counts()).rows,
    requests: attempts.length,
  });
  const before = await count();
  const began = performance.now();
  const stop = new AbortController();
  const seed = options.seed + 10 * (index + 1);
  load.release((freshPerSecond * actMs) / 1000, actMs);
  const until = stop.signal;
  const clients = runClients(traffic, { count: options.clients, seed, until });
  const spending = runSpenders(traffic, {
    count: spenders,
    seed: seed + 5,
    until,
    key: `act-${index}`,
  });
  await sleep(calmMs);
  const from = performance.now();
  await harms[name](rig, round);
  const to = performance.now();
  await sleep(calmMs);
  stop.abort();
  await clients;
  const spent = await spending;
  const after = await count();
  return {
    name,
    round,
    distinct: after.distinct - before.distinct,
    explained: after.explained - before.explained,
    computed: after.computed - before.computed,
    requests: after.requests - before.requests,
    storeGone: traffic.storeLogs.some((log) => log.wasGone({ from: began, to: performance.now() })),
    points: { ...spent, limit: pointsPerHour, replicas: options.replicas },
    latency: latencyOf(attempts.slice(before.requests), { from, to }),
  };
}
