import { setTimeout as sleep } from "node:timers/promises";
import { asError } from "../../../models/errors.ts";
import type { EnginePlace } from "../../../models/model.ts";
import type { Log } from "../../provider.ts";
import { withDeadline } from "../../resilience/deadline.ts";
import { type EngineClient, type EngineModel, serverOf } from "./client.ts";

/** One model of one endpoint. */
export interface Watched {
  readonly place: EnginePlace;
  /** False until it has answered. */
  readonly up: boolean;
  /** What it said of itself when it last came up. */
  readonly model: EngineModel | undefined;
  /** Ends with the first answer, or when that is overdue; never rejects. */
  readonly firstLook: Promise<void>;
  /** A call has just found that it cannot be used: nobody need wait for the next look. */
  miss(): void;
}

/** How often it is asked, and how long it may take to answer. */
const everyMs = 2000;
const patienceMs = 3000;

/**
 * Asks for the model's readiness again and again until `closing` is aborted, and says in the log when
 * it goes and when it comes.
 */
export function watch(
  place: EnginePlace,
  client: EngineClient,
  { log, closing }: { readonly log: Log; readonly closing: AbortSignal },
): Watched {
  let up: boolean | undefined;
  let model: EngineModel | undefined;
  /** Times in a row that it did not answer. */
  let silent = 0;

  async function look(): Promise<void> {
    const late = new Error(`no answer in ${patienceMs / 1000} seconds`);
    const deadline = { signals: [closing], tooLate: () => late };
    try {
      await withDeadline(patienceMs, deadline, async ({ signal }) => {
        await client.ready(place.model, signal);
        if (!up) {
          model = await client.describe(place.model, signal);
        }
      });
      silent = 0;
      set(true);
    } catch (error) {
      silent = error === late ? silent + 1 : 0;
      // One that is busy may be late once.
      if (!closing.aborted && !(up && silent === 1)) {
        set(false, asError(error).message);
      }
    }
  }

  function set(now: boolean, reason?: string): void {
    if (up === now) {
      return;
    }
    up = now;
    const fields = { engine: serverOf(place), engineModel: place.model };
    if (up) {
      const { platform, versions, maxBatch } = model!;
      log.info({ ...fields, platform, versions, maxBatch }, "engine is ready");
    } else {
      log.warn({ ...fields, reason }, "engine is not ready");
    }
  }

  const firstLook = look();
  async function goOn(): Promise<void> {
    await firstLook;
    for (;;) {
      // Not all replicas at once.
      const ms = everyMs * (0.8 + 0.4 * Math.random());
      await sleep(ms, undefined, { ref: false, signal: closing });
      await look();
    }
  }
  // It ends with the wait that is aborted.
  goOn().catch(() => {});

  return {
    place,
    get up() {
      return up ?? false;
    },
    get model() {
      return model;
    },
    firstLook,
    miss: () => set(false, "a call could not be made"),
  };
}
