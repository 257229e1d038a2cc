import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "undici";
import { type CpuMs, cpuPerRequest, readCpu } from "./cpu.ts";
import { type Bodies, headers, isGood, type Target } from "./requests.ts";
import { quantile } from "./statistics.ts";

export interface LoadResult {
  /** Answers a second. */
  readonly rate: number;
  /** Of the requests that were answered, in ms. */
  readonly p50: number;
  readonly p99: number;
  /** A request. */
  readonly cpu: CpuMs;
}

const warmUpMs = 700;
/** Of each client: answers come in bursts, as passes end, and a time too short catches none. */
const leastAnswers = 3;

/**
 * So many clients at once, each on a connection of its own, each sending its next request when the
 * last was answered. Counted is what is answered in a time that begins and ends under full load, so
 * that neither the start nor the last stragglers are in it.
 *
 * @throws Error with the first answer that is not good
 */
export async function drive(
  target: Target,
  bodies: Bodies,
  { clients, ms }: { clients: number; ms: number },
): Promise<LoadResult> {
  let next = 0;
  const over = new AbortController();
  let latencies: number[] = [];
  const connections = Array.from({ length: clients }, () => connect(target));
  const client = async (connection: Client) => {
    while (!over.signal.aborted) {
      const ms = await send(connection, target, bodies[next++ % bodies.length]!);
      latencies.push(ms);
    }
  };
  const clientsDone = Promise.all(connections.map(client));
  const measured = measure();
  try {
    // A client that fails ends the run at once.
    return await Promise.race([measured, clientsDone.then(() => measured)]);
  } finally {
    over.abort();
    await Promise.allSettled([clientsDone, measured]);
    await Promise.all(connections.map((connection) => connection.close()));
  }

  async function measure(): Promise<LoadResult> {
    await sleep(warmUpMs);
    latencies = [];
    const cpuBefore = readCpu(target.pid);
    const startedAt = performance.now();
    do {
      await sleep(ms);
    } while (latencies.length < leastAnswers * clients && !over.signal.aborted);
    const count = latencies.length;
    const rate = (1000 * count) / (performance.now() - startedAt);
    const cpu = cpuPerRequest(cpuBefore, readCpu(target.pid), count);
    return { rate, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), cpu };
  }
}

/** Waits as long as a large classification takes. */
export function connect({ origin }: Target): Client {
  return new Client(origin, { headersTimeout: 0, bodyTimeout: 0 });
}

/** Undici's lowest layer: the generator shares the cores with what it measures. @returns ms */
export function send(connection: Client, { path, mark }: Target, body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let status = 0;
    const startedAt = performance.now();
    connection.dispatch(
      { path, method: "POST", headers, body },
      {
        onRequestStart() {},
        onResponseStart(_, statusCode) {
          status = statusCode;
        },
        onResponseData(_, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          const ms = performance.now() - startedAt;
          const text = Buffer.concat(chunks).toString("latin1");
          if (isGood(status, text, mark)) {
            resolve(ms);
          } else {
            reject(new Error(`The answer was ${status}: ${text.slice(0, 500)}`));
          }
        },
        onResponseError(_, error) {
          reject(error);
        },
      },
    );
  });
}
