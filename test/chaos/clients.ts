import { setTimeout as sleep } from "node:timers/promises";
import { Agent } from "undici";
import type { MakeOperation, World } from "./operation.ts";
import { anyOperation } from "./operations.ts";
import { createRandom, type Random } from "./random.ts";
import { NoAnswer, send, type SendOptions } from "./send.ts";
import type { Server } from "./server.ts";
import type { Tally } from "./tally.ts";

/** What traffic needs to know. */
export interface Traffic {
  readonly server: Server;
  readonly world: World;
  readonly tally: Tally;
  /** Milliseconds of answered requests, by operation. */
  readonly latencies: Map<string, number[]>;
  readonly connections: Connections;
  /** Codes that faults of this span of time explain. */
  excuses(from: number, to: number): ReadonlySet<string>;
}

/** Requests without an answer. */
export interface Connections {
  /** Their clients went away on purpose. */
  aborted: number;
  /** The server was away. */
  refused: number;
  /** It was there, and the connection broke inside the answer. */
  cutOff: number;
  /** It was there, and the connection broke before an answer. */
  reset: number;
}

/** An answer that takes longer never comes. */
const patienceMs = 90_000;

/** Clients that ask, each one thing after the other, until they are told to stop. */
export async function runClients(
  traffic: Traffic,
  {
    count,
    seed,
    until,
  }: { readonly count: number; readonly seed: number; readonly until: AbortSignal },
): Promise<void> {
  // Most keep their connections; some open one per request.
  const keeping = new Agent({ connections: count });
  const closing = new Agent({ pipelining: 0 });
  const clients = Array.from({ length: count }, async (_, i) => {
    const random = createRandom(seed * 1000 + i);
    const options = {
      dispatcher: i % 10 === 0 ? closing : keeping,
      slowly: i % 10 === 1,
      goesAway: i % 10 === 2 ? 0.3 : 0,
    };
    while (!until.aborted) {
      const answered = await runOperation(traffic, anyOperation, random, options);
      if (!answered) {
        await sleep(random.between(50, 500));
      }
    }
  });
  await Promise.all(clients);
  await Promise.all([keeping.destroy(), closing.destroy()]);
}

/** @returns whether there was an answer without errors of the whole */
export async function runOperation(
  { server, world, tally, latencies, connections, excuses }: Traffic,
  make: MakeOperation,
  random: Random,
  { goesAway = 0, ...options }: Omit<SendOptions, "signal"> & { readonly goesAway?: number },
): Promise<boolean> {
  const operation = make(random, world);
  const leaves = random.chance(goesAway);
  const waits = leaves ? random.between(1, 300) : patienceMs;
  const sentAt = performance.now();
  try {
    const signal = AbortSignal.timeout(waits);
    const answer = await send(server.url, operation, { ...options, signal });
    const now = performance.now();
    latencies.set(operation.name, latencies.get(operation.name) ?? []);
    latencies.get(operation.name)!.push(now - sentAt);
    operation.judge(answer, excuses(sentAt, now), tally);
    return answer.data != null;
  } catch (error) {
    if (!(error instanceof NoAnswer)) {
      throw error;
    }
    if (leaves) {
      connections.aborted++;
      return true;
    }
    const failedAt = performance.now();
    if (await server.wasAway({ sentAt, failedAt, begun: error.begun })) {
      connections.refused++;
    } else {
      connections[error.begun ? "cutOff" : "reset"]++;
      const when = `${error.begun ? "inside the" : "before an"} answer`;
      const after = `${Math.round(failedAt - sentAt)} ms, at ${new Date().toISOString()}`;
      tally.add(
        "lost",
        `${operation.name} ${when}, after ${after}: ${error.message}`,
        operation.rows,
      );
    }
    return false;
  }
}
