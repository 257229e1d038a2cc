import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../../providers/package-root.ts";
import { plot } from "../../bench/plot.ts";
import { type Cells, markdownTable } from "../../bench/table.ts";
import { simulate } from "./simulate.ts";
import type { Costs, Outcome, Point, Setting } from "./types.ts";

/**
 * Simulates fleets: first those that were measured, beside what was measured, then larger ones.
 *
 *     node dist/test/fleet/simulation/main.js
 *
 * It prints the tables of docs/scale.md, and draws its picture. The same seed gives the same figures.
 */
const { runMs, points } = JSON.parse(
  readFileSync(join(packageRoot(), "test/fleet/measured.json"), "utf8"),
) as { runMs: number; points: Point[] };

/** As the settings have them by default: `ENGINE_CALLS`, and texts of a pass. */
const replica = { callsPerReplica: 8, maxBatch: 32 };
/**
 * Assumed, of an engine with a real model: a run of 64 rows takes 16 ms, one of a single row 10, and
 * its server a tenth of a millisecond a call. Redis: as redis-benchmark has it, 2 KB a value, one
 * command a round trip. Clients are elsewhere.
 */
const assumed = { run: 10, runRow: 0.1, engineCall: 0.1, command: 0.017, client: 0 };
const maxRun = 64;
const picture = "docs/images/scale.svg";

const costs = costsOf(points);
const real: Costs = { ...costs, ...assumed };
console.log(`Measured costs, in ms: ${JSON.stringify(rounded(costs))}\n`);
console.log(`${markdownTable(besideMeasured())}\n`);
console.log(`${markdownTable(sameLoad())}\n`);
console.log(markdownTable(grownLoad()));

/** From the fleet of one replica: those of more are predicted. */
function costsOf(points: readonly Point[]): Costs {
  const [light, full] = points.filter(({ replicas }) => replicas === 1) as [Point, Point];
  // A request's part of a pass, at two sizes of passes.
  const share = (light.cpu.worker - full.cpu.worker) / (1 / light.batch - 1 / full.batch);
  const workerPass = Math.max(0, Math.min(share, light.cpu.worker * light.batch));
  return {
    replicaRequest: full.cpu.replica,
    workerPass,
    workerRow: Math.max(0, full.cpu.worker - workerPass / full.batch),
    engineCall: full.cpu.engine * full.batch,
    run: runMs,
    runRow: 0,
    command: full.cpu.redis / full.commandsPerRequest,
    client: full.cpu.client,
    idleCommands: light.rate * (light.commandsPerRequest - 1 - 1 / light.batch),
  };
}

function besideMeasured(): Cells {
  const rows = points.map((point) => {
    const { replicas, clients } = point;
    const outcome = simulate(
      costs,
      {
        ...{ replicas, clients, engines: 1, ...replica, maxRun: Infinity, batching: true },
        cores: availableParallelism(),
      },
      20_000,
    );
    const both = (of: (each: Point | Outcome) => number) => {
      const [measured, simulated] = [of(point), of(outcome)];
      const error = Math.round(100 * (simulated / measured - 1));
      return `${short(measured)} / ${short(simulated)} (${error > 0 ? "+" : ""}${error} %)`;
    };
    return [
      `${replicas}`,
      `${clients}`,
      both(({ rate }) => rate),
      both(({ batch }) => batch),
      both(({ run }) => run),
      both(({ p50 }) => p50),
      both(({ p95 }) => p95),
      both(({ commandsPerRequest }) => commandsPerRequest),
    ];
  });
  const head = ["replicas", "clients", "requests/s", "rows a call", "rows a run"];
  return [[...head, "p50 ms", "p95 ms", "Redis commands a request"], ...rows];
}

/** 1,024 clients and one engine, however many replicas the clients are spread over. */
function sameLoad(): Cells {
  const steps = [1, 2, 4, 10, 32, 100, 320, 1000];
  const setting = {
    clients: 1024,
    engines: 1,
    ...replica,
    maxRun,
    cores: undefined,
  };
  const outcomes = steps.map((replicas) => ({
    replicas,
    joined: simulate(real, { ...setting, replicas, batching: true }, 4000),
    single: simulate(real, { ...setting, replicas, batching: false }, 4000),
  }));
  draw(outcomes);
  return [
    [
      "replicas",
      "rows a call",
      "rows a run",
      "requests/s",
      "p95 ms",
      "requests/s without batching",
    ],
    ...outcomes.map(({ replicas, joined, single }) => [
      `${replicas}`,
      ...[joined.batch, joined.run, joined.rate, joined.p95, single.rate].map(short),
    ]),
  ];
}

/** 32 clients more with each replica, and an engine more with each eight of them. */
function grownLoad(): Cells {
  const rows = [1, 10, 100, 1000].map((replicas) => {
    const engines = Math.ceil(replicas / 8);
    const setting: Setting = {
      ...{ replicas, engines, clients: 32 * replicas, ...replica },
      ...{ maxRun, batching: true, cores: undefined },
    };
    const outcome = simulate(real, setting, 2000);
    const redisBusy = (outcome.commandsPerSecond * real.command) / 1000;
    return [
      `${replicas}`,
      `${engines}`,
      ...[outcome.rate, outcome.p50, outcome.p95, outcome.batch, outcome.run].map(short),
      ...[short(outcome.commandsPerSecond), `${Math.round(100 * redisBusy)} %`],
    ];
  });
  return [
    [
      ...["replicas", "engines", "requests/s", "p50 ms", "p95 ms", "rows a call", "rows a run"],
      ...["Redis commands/s", "Redis busy"],
    ],
    ...rows,
  ];
}

function draw(outcomes: readonly { replicas: number; joined: Outcome; single: Outcome }[]): void {
  const series = (name: string, of: (each: (typeof outcomes)[number]) => number) => ({
    name,
    points: outcomes.map((each) => [each.replicas, of(each)] as const),
  });
  const svg = plot({
    title: "1,024 clients and one engine, simulated",
    xLabel: "replicas",
    xTicks: [1, 10, 100, 1000],
    panels: [
      {
        label: "rows together",
        scale: "log",
        series: [
          series("a call", ({ joined }) => joined.batch),
          series("a run", ({ joined }) => joined.run),
        ],
      },
      {
        label: "requests a second, dynamic batching",
        scale: "linear",
        series: [
          series("on", ({ joined }) => joined.rate),
          series("off", ({ single }) => single.rate),
        ],
      },
    ],
  });
  mkdirSync(join(packageRoot(), "docs/images"), { recursive: true });
  writeFileSync(join(packageRoot(), picture), svg);
}

function short(value: number): string {
  return value >= 100
    ? Math.round(value).toLocaleString("en-US")
    : value.toFixed(value < 10 ? 1 : 0);
}

function rounded(costs: Costs) {
  return Object.fromEntries(
    Object.entries(costs).map(([name, ms]) => [name, Math.round(1000 * ms) / 1000]),
  );
}
