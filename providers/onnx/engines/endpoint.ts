import { GatewayError } from "../../../models/errors.ts";
import { withDeadline } from "../../resilience/deadline.ts";
import type { Feeds, Output } from "../worker/graph.ts";
import { rowsOf } from "./answer.ts";
import { type EngineClient, EngineFailure, type EngineModel } from "./client.ts";
import { inBatches } from "./rows.ts";

/** An endpoint of one graph. */
export interface Endpoint {
  /** For the log. */
  readonly name: string;
  /** Calls that it has not answered. */
  readonly inFlight: number;
  /** It has said what it serves, and was neither down since nor in trouble just now. */
  readonly well: boolean;
  /** Asks what it serves, once for all who wait. @throws EngineFailure */
  describe(): Promise<EngineModel>;
  /** @throws EngineFailure; the signal's reason */
  infer(feeds: Feeds, output: string, signal: AbortSignal): Promise<Output>;
  /** Asks by the side whether it is well, where it was not and has rested since. */
  wake(): void;
}

/**
 * An endpoint rests for a quarter of a second after it was down, and twice as long each time that it
 * still is, up to four seconds. Nobody's call has to find out that it is back.
 *
 * @param agree throws an EngineFailure where it serves another graph than the others
 */
export function createEndpoint(
  name: string,
  client: EngineClient,
  model: string,
  agree: (served: EngineModel) => void,
): Endpoint {
  let served: EngineModel | undefined;
  let describing: Promise<EngineModel> | undefined;
  let inFlight = 0;
  let downs = 0;
  let restsUntil = 0;
  let pausedUntil = 0;
  let asking = false;

  function describe(): Promise<EngineModel> {
    describing ??= within(askTimeoutMs, async (signal) => {
      const description = await client.describe(model, signal);
      agree(description);
      return (served = description);
    })
      .catch(rest)
      .finally(() => (describing = undefined));
    return describing;
  }

  function rest(error: unknown): never {
    const now = performance.now();
    // Of many calls that fail together, one counts.
    if (now >= restsUntil) {
      restsUntil = now + Math.min(firstRestMs * 2 ** downs, longestRestMs);
      downs++;
    }
    // It may come back with another graph.
    served = undefined;
    throw error;
  }

  async function askWhetherReady(): Promise<void> {
    asking = true;
    try {
      await within(askTimeoutMs, (signal) => client.ready(model, signal)).catch(rest);
      await describe();
    } catch {
      // Whoever calls it while all are down is told why.
    } finally {
      asking = false;
    }
  }

  return {
    name,
    get inFlight() {
      return inFlight;
    },
    get well() {
      return served !== undefined && performance.now() >= pausedUntil;
    },
    describe,
    async infer(feeds, output, signal) {
      inFlight++;
      try {
        const { maxBatch = rowsOf(feeds) } = served ?? (await describe());
        const answer = await inBatches(feeds, maxBatch, signal, (part, signal) =>
          client.infer(model, part, output, signal),
        ).catch((error: unknown) => {
          if (isDown(error)) {
            rest(error);
          }
          if (error instanceof EngineFailure && !error.retryable) {
            // It may have got another configuration, without having been away.
            served = undefined;
          } else if (error instanceof EngineFailure) {
            // One that fails at once has nothing in flight, and would be asked by everybody.
            pausedUntil =
              performance.now() + Math.min(error.retryAfterMs ?? firstRestMs, longestRestMs);
          }
          throw error;
        });
        // That it is ready says little: it may be silent when it is called.
        downs = 0;
        return answer;
      } finally {
        inFlight--;
      }
    },
    wake() {
      if (!served && !describing && !asking && performance.now() >= restsUntil) {
        void askWhetherReady();
      }
    },
  };
}

const firstRestMs = 250;
const longestRestMs = 4000;
const askTimeoutMs = 5000;

/** Or silent until the time of the call was over. */
function isDown(error: unknown): boolean {
  return error instanceof EngineFailure
    ? error.down
    : error instanceof GatewayError && error.code === "TIMEOUT";
}

function within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return withDeadline(ms, { tooLate: () => silent(ms) }, ({ signal }) => work(signal));
}

export function silent(ms: number): EngineFailure {
  return new EngineFailure("down", `It did not answer within ${Math.round(ms)} ms.`);
}
