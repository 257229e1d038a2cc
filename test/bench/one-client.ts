import { setTimeout as sleep } from "node:timers/promises";
import type { BareRuntime, Inputs } from "./bare-runtime.ts";
import { connect, send } from "./load.ts";
import type { Pace } from "./measure.ts";
import type { Bodies, Target } from "./requests.ts";
import { median } from "./statistics.ts";

/** How long one request takes beside what it cannot do without; medians of the rounds. */
export interface TimeRow {
  readonly name: string;
  readonly beside: string;
  readonly besideMs: number;
  readonly ms: number;
  /** Of a round's two times. */
  readonly times: number;
}

/** `fresh`: who comes by now and then finds caches cold, and so does the bare runtime. */
const manners = [
  { name: "one client, text, fresh", pauseMs: 100, count: 20 },
  { name: "one client, text, warm", pauseMs: 0, count: 100 },
];

/** Requests one after another on a warm connection, beside `session.run` of one row. */
export async function measureOneClient(
  { inputs, bodies, target }: { inputs: Inputs; bodies: Bodies; target: Target },
  bare: BareRuntime,
  pace: Pace,
): Promise<TimeRow[]> {
  await bare.prepare(inputs);
  const rows: TimeRow[] = [];
  for (const { name, pauseMs, count } of manners) {
    const pairs: Pair[] = [];
    for (let round = 0; round < pace.rounds; round++) {
      const besideMs = await bare.alone(count, pauseMs);
      pairs.push({ besideMs, ms: median(await oneByOne(target, bodies, { count, pauseMs })) });
    }
    rows.push({ name, beside: "session.run", ...timesOf(pairs) });
  }
  return rows;
}

interface Pair {
  readonly besideMs: number;
  readonly ms: number;
}

export function timesOf(pairs: readonly Pair[]): Pick<TimeRow, "besideMs" | "ms" | "times"> {
  return {
    besideMs: median(pairs.map(({ besideMs }) => besideMs)),
    ms: median(pairs.map(({ ms }) => ms)),
    times: median(pairs.map(({ besideMs, ms }) => ms / besideMs)),
  };
}

/** @returns ms of each */
export async function oneByOne(
  target: Target,
  bodies: Bodies,
  { count, pauseMs }: { count: number; pauseMs: number },
): Promise<number[]> {
  const connection = connect(target);
  // The connection is opened by one that does not count.
  await send(connection, target, bodies.at(-1)!);
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    await sleep(pauseMs);
    times.push(await send(connection, target, bodies[i % bodies.length]!));
  }
  await connection.close();
  return times;
}
