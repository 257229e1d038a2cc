import { readFileSync } from "node:fs";
import type { Options } from "./campaign.ts";
import type { Connections, Traffic } from "./clients.ts";
import type { Holdings, Sample } from "./observations.ts";
import type { Outcome } from "./tally.ts";

export interface Report {
  readonly options: Options;
  readonly seconds: number;
  /** Of all that was answered, by what became of it. */
  readonly rows: Readonly<Record<Outcome, number>>;
  readonly rowsPerMinute: number;
  readonly codes: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly answersToFaults: Readonly<Record<string, number>>;
  readonly connections: Connections;
  /** In milliseconds, by operation. */
  readonly latency: Readonly<Record<string, Latency>>;
  readonly longestHealthMs: number;
  readonly start: Holdings;
  readonly peak: Holdings;
  readonly end: Holdings;
  readonly deaths: readonly string[];
  /** Why the campaign failed; empty when it did not. */
  readonly failures: readonly string[];
  readonly examples: readonly string[];
  /** What the server's log says of INTERNAL errors. */
  readonly internal: readonly string[];
  readonly directory: string;
  readonly samples: readonly Sample[];
}

interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

interface Findings extends Pick<
  Report,
  "options" | "seconds" | "faults" | "answersToFaults" | "samples" | "start" | "end" | "directory"
> {
  readonly traffic: Traffic;
  /** What was seen already. */
  readonly failures: readonly string[];
}

const outcomes = [
  ...(["right", "refused", "excused"] as const),
  ...(["misaligned", "wrong", "lost", "wrong code", "INTERNAL"] as const),
];
const bad = outcomes.slice(3);

/** Open for a moment when they were counted: a probe, a timer, a connection that ends. */
const spareDescriptors = 10;
/** Heaps grow with the load; what they may keep of it, beyond half of what they had. */
const spareMb = 200;
const longestHealthMs = 10_000;

export function makeReport({ traffic, failures, ...findings }: Findings): Report {
  const { samples, start, end, seconds } = findings;
  const { tally, server, latencies } = traffic;
  const rows = Object.fromEntries(
    outcomes.map((outcome) => [outcome, tally.count(outcome)]),
  ) as Report["rows"];
  const most = (of: (sample: Sample) => number) =>
    samples.reduce((most, sample) => Math.max(most, of(sample)), 0);
  const health = most(({ healthMs }) => healthMs);
  return {
    ...findings,
    rows,
    rowsPerMinute: Math.round(rows.right / (seconds / 60)),
    codes: tally.codes,
    connections: traffic.connections,
    latency: Object.fromEntries([...latencies].map(([name, list]) => [name, latencyOf(list)])),
    longestHealthMs: health,
    peak: {
      serverMb: most(({ serverMb }) => serverMb),
      childrenMb: most(({ childrenMb }) => childrenMb),
      descriptors: most(({ descriptors }) => descriptors),
      processes: most(({ processes }) => processes),
      files: most(({ files }) => files),
    },
    deaths: server.deaths,
    failures: [
      ...bad.flatMap((outcome) => (rows[outcome] > 0 ? `${rows[outcome]} rows ${outcome}` : [])),
      ...server.deaths.map((death) => `the server died: ${death}`),
      ...notGivenBack(start, end),
      ...(health > longestHealthMs ? [`/health took ${health} ms once`] : []),
      ...failures,
    ],
    examples: tally.examples,
    internal: rows.INTERNAL > 0 ? unexpectedErrors(server.log) : [],
  };
}

/** What the server held at the end that it did not hold before. */
export function notGivenBack(start: Holdings, end: Holdings): string[] {
  const most: Holdings = {
    serverMb: 1.5 * start.serverMb + spareMb,
    childrenMb: 1.5 * start.childrenMb + spareMb,
    descriptors: start.descriptors + spareDescriptors,
    processes: start.processes,
    files: start.files,
  };
  return (Object.keys(most) as (keyof Holdings)[])
    .filter((what) => end[what] > most[what])
    .map((what) => `${what}: ${start[what]} at the start, ${end[what]} at the end`);
}

function latencyOf(milliseconds: readonly number[]): Latency {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function unexpectedErrors(log: string): string[] {
  const lines = readFileSync(log, "utf8").split("\n");
  return lines.filter((line) => line.includes('"unexpected error"')).slice(-5);
}
