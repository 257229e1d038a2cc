import { setTimeout as sleep } from "node:timers/promises";
import { failing } from "../chaos/faults/fault.ts";
import { createRandom, type Random } from "../chaos/random.ts";
import { NoAnswer, send } from "../chaos/send.ts";
import type { Tally } from "../chaos/tally.ts";
import { bearer } from "../support/keys.ts";
import { type Connection, openConnection } from "./connection.ts";
import type { Ledger } from "./ledger.ts";
import type { Asked, Load } from "./load.ts";
import type { Outages } from "./outages.ts";
import type { Fleet } from "./set-up.ts";
import type { StoreLog } from "./store-log.ts";

/** What clients of a fleet need to know. */
export interface Traffic {
  readonly fleet: Pick<Fleet, "balancer">;
  readonly load: Load;
  readonly ledger: Ledger;
  readonly outages: Outages;
  /** By replica. */
  readonly storeLogs: readonly StoreLog[];
  readonly tally: Tally;
  readonly attempts: Attempt[];
}

export interface Attempt {
  readonly from: number;
  readonly to: number;
  /** `broken`: the connection failed, with a replica that was away. */
  readonly end: "answered" | "refused" | "broken" | "lost";
}

/** Between two requests of a client: this is no benchmark. */
const thinkMs = [20, 200] as const;
/** An answer that takes longer never comes. */
const patienceMs = 20_000;
/** A request that fails so long, with all its repetitions, is lost. */
const retriesMs = 60_000;
/** A client notices a replica's death before we do, or a while after. */
const noticeMs = 1000;
/** A replica that has just started is asked while it connects. */
const connectMs = 1000;

/** Clients that ask one thing after the other, each until it is answered. */
export async function runClients(
  traffic: Traffic,
  options: { readonly count: number; readonly seed: number; readonly until: AbortSignal },
): Promise<void> {
  await eachClient(traffic, options, async (connection, random) => {
    const asked = traffic.load.next(random);
    await sleep(random.between(...thinkMs));
    const giveUpAt = performance.now() + retriesMs;
    while ((await attempt(traffic, asked, connection, { key: "load" })) !== "answered") {
      if (performance.now() > giveUpAt) {
        traffic.tally.add("lost", `${asked.operation.name}: never answered`, asked.ids.length);
        return;
      }
      await sleep(random.between(50, 300));
    }
  });
}

/** What a key got of its budget, in points. */
export interface Spent {
  answered: number;
  /** Of requests that broke: taken, perhaps, and never given back. */
  uncertain: number;
  refusals: number;
}

/** Points that each request of a spender takes. */
export const spenderPoints = 5;

/** Clients that take what their key may have, and go on asking. */
export async function runSpenders(
  traffic: Traffic,
  options: Parameters<typeof runClients>[1] & { readonly key: string },
): Promise<Spent> {
  const spent: Spent = { answered: 0, uncertain: 0, refusals: 0 };
  await eachClient(traffic, options, async (connection, random) => {
    const asked = traffic.load.known(random, spenderPoints);
    const end = await attempt(traffic, asked, connection, {
      key: options.key,
      excuses: ["RATE_LIMITED"],
    });
    if (end === "answered") {
      spent.answered += spenderPoints;
    } else if (end === "refused") {
      spent.refusals++;
    } else {
      spent.uncertain += spenderPoints;
    }
    await sleep(random.between(...thinkMs));
  });
  return spent;
}

async function eachClient(
  { fleet }: Traffic,
  { count, seed, until }: Parameters<typeof runClients>[1],
  act: (connection: Connection, random: Random) => Promise<void>,
): Promise<void> {
  const clients = Array.from({ length: count }, async (_, i) => {
    const random = createRandom(seed * 1000 + i);
    const connection = openConnection(fleet.balancer.url);
    while (!until.aborted) {
      await act(connection, random);
      await connection.mayMove(random);
    }
    await connection.close();
  });
  await Promise.all(clients);
}

async function attempt(
  traffic: Traffic,
  { operation, ids }: Asked,
  connection: Connection,
  { key, excuses = [] }: { readonly key: string; readonly excuses?: readonly string[] },
): Promise<Attempt["end"]> {
  const { fleet, ledger, load, outages, storeLogs, tally, attempts } = traffic;
  const from = performance.now();
  const entered = ledger.send(ids);
  const finish = (end: Attempt["end"]) => {
    const to = performance.now();
    const replica = fleet.balancer.backendOf(connection.port ?? 0);
    const storeUp =
      replica !== undefined &&
      !outages.touch("redis", { from, to }, noticeMs) &&
      !outages.touch(replica, { from, to }, connectMs) &&
      !storeLogs[replica]!.wasGone({ from, to });
    entered({ replica, answered: end === "answered", storeUp });
    attempts.push({ from, to, end });
    if (end === "answered") {
      load.answered({ operation, ids });
    }
    return end;
  };

  try {
    const answer = await send(fleet.balancer.url, operation, {
      dispatcher: connection.client,
      signal: AbortSignal.timeout(patienceMs),
      headers: bearer(key),
    });
    const span = { from, to: performance.now() };
    const engineAway = outages.touch("engine", span, failing.afterMs);
    operation.judge(answer, new Set([...excuses, ...(engineAway ? failing.codes : [])]), tally);
    return finish(answer.errors?.length ? "refused" : "answered");
  } catch (error) {
    if (!(error instanceof NoAnswer)) {
      throw error;
    }
    const to = performance.now();
    const replica = fleet.balancer.backendOf(connection.port ?? 0);
    await sleep(noticeMs);
    if (replica !== undefined && outages.touch(replica, { from, to: to + noticeMs })) {
      return finish("broken");
    }
    const at = `after ${Math.round(to - from)} ms, at ${new Date().toISOString()}`;
    tally.add(
      "lost",
      `${operation.name} of replica ${replica} ${at}: ${error.message}`,
      ids.length,
    );
    return finish("lost");
  }
}
