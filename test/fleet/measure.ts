import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { cpuMsOf } from "../bench/cpu.ts";
import { quantile } from "../bench/statistics.ts";
import { residentMb } from "../chaos/observations.ts";
import { createRandom, type Random } from "../chaos/random.ts";
import { bearer } from "../support/keys.ts";
import { modelProcessesOf } from "../support/processes.ts";
import { openConnection } from "./connection.ts";
import { lacksRedis } from "../support/lacks-redis.ts";
import type { RedisStats } from "./redis.ts";
import { type Fleet, model, startFleet } from "./set-up.ts";
import type { Point } from "./simulation/types.ts";

/**
 * Measures fleets of 1, 2 and 4 replicas before an engine whose runs take a while, each request a
 * text of its own: `node dist/test/fleet/measure.js [--seconds 10] [--out test/fleet/measured.json]`.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "10" },
    replicas: { type: "string", default: "1,2,4" },
    clients: { type: "string", default: "16,64" },
    out: { type: "string", default: "test/fleet/measured.json" },
  },
});
const numbers = (text: string) => text.split(",").map(Number);
/** A run of a graph at the engine, which a CPU is too slow for: it waits so long, and computes nothing. */
const runMs = 1000;

// What is started kills itself with this process.
process.setMaxListeners(50);
main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);

async function main(): Promise<void> {
  const lack = lacksRedis();
  if (lack !== undefined) {
    throw new Error(lack);
  }
  const points: Point[] = [];
  for (const replicas of numbers(values.replicas)) {
    const fleet = await startFleet({
      replicas,
      keys: { load: {} },
      engine: { delayMs: runMs, batching: true },
    });
    for (const clients of numbers(values.clients)) {
      points.push(await measure(fleet, clients, 1000 * Number(values.seconds)));
      console.log(JSON.stringify(points.at(-1)));
    }
    await fleet.close();
  }
  writeFileSync(values.out, `${JSON.stringify({ runMs, points }, undefined, 1)}\n`);
}

async function measure(fleet: Fleet, clients: number, ms: number): Promise<Point> {
  const until = new AbortController();
  let took: number[] = [];
  const done = Promise.all(
    Array.from({ length: clients }, async (_, i) => {
      const random = createRandom(Date.now() + i);
      const connection = openConnection(fleet.balancer.url);
      while (!until.signal.aborted) {
        const from = performance.now();
        await ask(connection, digits(random));
        took.push(performance.now() - from);
      }
      await connection.close();
    }),
  );
  await sleep(Math.max(2000, ms / 3));
  const before = await readAll(fleet);
  took = [];
  await sleep(ms);
  const answered = took;
  took = [];
  const after = await readAll(fleet);
  until.abort();
  await done;
  const each = (of: keyof typeof before.cpu) => (after.cpu[of] - before.cpu[of]) / answered.length;
  const seconds = (after.at - before.at) / 1000;
  const rows = after.rows - before.rows;
  return {
    replicas: fleet.replicas.length,
    clients,
    rate: answered.length / seconds,
    p50: quantile(answered, 0.5),
    p95: quantile(answered, 0.95),
    batch: rows / (after.requests - before.requests),
    run: rows / (after.runs - before.runs),
    commandsPerRequest: (after.commands - before.commands) / answered.length,
    redisBytesPerRequest: (after.redisBytes - before.redisBytes) / answered.length,
    redisBytesPerKey: (after.memory - before.memory) / (after.keys - before.keys),
    connections: after.connections,
    cpu: {
      replica: each("replica"),
      worker: each("worker"),
      engine: each("engine"),
      redis: each("redis"),
      client: each("client"),
    },
    othersCores:
      (after.busy - before.busy - sum(Object.values(after.cpu)) + sum(Object.values(before.cpu))) /
      1000 /
      seconds,
    replicaMb: fleet.replicas.map(({ pid }) => residentMb(pid)),
    workerMb: fleet.replicas.map(({ pid }) => sum(modelProcessesOf(pid).map(residentMb))),
  };
}

async function ask({ client }: ReturnType<typeof openConnection>, text: string): Promise<void> {
  const { statusCode, body } = await client.request({
    path: "/graphql",
    method: "POST",
    headers: { "content-type": "application/json", ...bearer("load") },
    body: JSON.stringify({
      query: `query ($text: String!, $model: ID) { embedText(text: $text, model: $model) { base64 } }`,
      variables: { text, model },
    }),
  });
  const answer = await body.text();
  if (statusCode !== 200 || answer.includes('"errors"')) {
    throw new Error(`The answer was ${statusCode}: ${answer}`);
  }
}

/** A text of its own, as long as all others: engines join calls of the same shape only. */
function digits(random: Random): string {
  return Array.from({ length: 12 }, () => random.between(0, 9)).join(" ");
}

async function readAll({ replicas, redis, engine }: Fleet) {
  const [counts, stats] = await Promise.all([engine.counts(), redis.stats()]);
  const { user, system } = process.cpuUsage();
  const pids = replicas.map(({ pid }) => pid);
  return {
    at: performance.now(),
    ...counts,
    commands: commandsOf(stats),
    redisBytes: stats.bytesIn + stats.bytesOut,
    memory: stats.memoryBytes,
    keys: stats.keys,
    connections: stats.connections,
    busy: busyMs(),
    cpu: {
      replica: sum(pids.map(cpuMsOf)),
      worker: sum(pids.flatMap(modelProcessesOf).map(cpuMsOf)),
      engine: cpuMsOf(engine.pid),
      redis: cpuMsOf(redis.pid),
      client: (user + system) / 1000,
    },
  };
}

/** Without those that were sent to read them. */
function commandsOf({ commands }: RedisStats): number {
  const own = new Set(["info", "dbsize", "hello", "client|setinfo", "client|setname"]);
  return sum(Object.entries(commands).flatMap(([name, count]) => (own.has(name) ? [] : count)));
}

/** Of all processors of the machine, whoever used them. */
function busyMs(): number {
  const [user, nice, system, , , irq, softirq] = readFileSync("/proc/stat", "utf8")
    .split("\n")[0]!
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return 10 * (user! + nice! + system! + irq! + softirq!);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
