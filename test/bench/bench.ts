import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { noTelemetry } from "../../providers/environment.ts";
import { listening } from "../support/processes.ts";
import type { BareRequest } from "./bare.ts";

/**
 * Throughput and latency of the running server beside the bare `session.run`, in turns, so that a
 * machine whose speed drifts changes both. Ratios are medians of the rounds.
 */
const clients = 32;
let requests = 0;
const rounds = 3;
const roundMs = 4000;
const photo = readFileSync("test/fixtures/photos/coffee.jpg");

interface Load {
  readonly tower: BareRequest["tower"];
  readonly query: string;
  /** Of the so-many-th request: no two the same, so that nothing is cached or shared. */
  variables(n: number): Record<string, unknown>;
}

const loads: Load[] = [
  {
    tower: "text",
    query: `query ($text: String!) { embedText(text: $text) { base64 } }`,
    variables: (n) => ({ text: `a photo of thing ${n}` }),
  },
  {
    tower: "image",
    query: `query ($image: ImageInput!) { embedImage(image: $image) { base64 } }`,
    variables: (n) => ({
      image: { base64: Buffer.concat([photo, Buffer.from(String(n))]).toString("base64") },
    }),
  },
];

const server = spawn(process.execPath, ["dist/src/cli.js"], {
  env: { ...process.env, PORT: "0", CACHE_MB: "0", LOG_LEVEL: "info" },
  stdio: ["ignore", "pipe", "inherit"],
});
const url = await listening(server);
const bare = fork(new URL("./bare.js", import.meta.url), [], {
  env: { ...process.env, ...noTelemetry },
});

console.log(`${cpus()[0]!.model}, ${availableParallelism()} cores; ${clients} clients`);
console.log("         bare/s  server/s  ratio   p50 ms   p95 ms   alone ms");
for (const load of loads) {
  console.log(await measure(load));
}
bare.kill();
server.kill();

async function measure(load: Load): Promise<string> {
  const alone = median(await oneByOne(load, 20));
  await drive(load, 500);
  const results: ({ bareRate: number } & Awaited<ReturnType<typeof drive>>)[] = [];
  for (let round = 0; round < rounds; round++) {
    const bareRate = await runBare(load.tower);
    results.push({ bareRate, ...(await drive(load, roundMs)) });
  }
  const pick = (of: (result: (typeof results)[number]) => number) => median(results.map(of));
  const cells = [
    pick(({ bareRate }) => bareRate)
      .toFixed(0)
      .padStart(8),
    pick(({ rate }) => rate)
      .toFixed(0)
      .padStart(9),
    pick(({ rate, bareRate }) => rate / bareRate)
      .toFixed(2)
      .padStart(7),
    pick(({ p50 }) => p50)
      .toFixed(1)
      .padStart(8),
    pick(({ p95 }) => p95)
      .toFixed(1)
      .padStart(8),
    alone.toFixed(1).padStart(10),
  ];
  return load.tower.padEnd(7) + cells.join(" ");
}

async function runBare(tower: BareRequest["tower"]): Promise<number> {
  bare.send({ tower, ms: roundMs } satisfies BareRequest);
  const [rate] = (await once(bare, "message")) as [number];
  return rate;
}

/** All clients at once, each sending its next request when the last was answered. */
async function drive(load: Load, ms: number) {
  const latencies: number[] = [];
  const startedAt = performance.now();
  const client = async () => {
    while (performance.now() - startedAt < ms) {
      latencies.push(await request(load));
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const sorted = latencies.toSorted((a, b) => a - b);
  return {
    rate: (1000 * latencies.length) / (performance.now() - startedAt),
    p50: sorted[Math.floor(sorted.length * 0.5)]!,
    p95: sorted[Math.floor(sorted.length * 0.95)]!,
  };
}

async function oneByOne(load: Load, count: number): Promise<number[]> {
  const latencies = [];
  for (let i = 0; i < count; i++) {
    latencies.push(await request(load));
  }
  return latencies;
}

async function request({ query, variables }: Load): Promise<number> {
  const body = JSON.stringify({ query, variables: variables(nextNumber()) });
  const startedAt = performance.now();
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${url}/graphql`, { method: "POST", headers, body });
  const { errors } = (await response.json()) as { errors?: unknown };
  if (errors) {
    throw new Error(JSON.stringify(errors));
  }
  return performance.now() - startedAt;
}

function nextNumber(): number {
  return (requests += 1);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
