import { createAlarm } from "./alarm.ts";
import { type AnswersOptions, createAnswers } from "./answers.ts";
import type { Failures } from "./failures.ts";
import { createFeed, type FeedOptions } from "./feed.ts";
import type { Pace } from "./pace.ts";
import type { Items, Sink } from "./rows.ts";
import type { Sender } from "./sender.ts";
import { createWindow } from "./window.ts";

export interface RunOptions
  extends
    Pick<FeedOptions, "limits" | "mostPending">,
    Pick<AnswersOptions, "patienceMs" | "onRow" | "onWait" | "firstRetryMs"> {
  readonly items: Pick<Items, "read">;
  readonly sink: Pick<Sink, "done" | "write">;
  readonly failures: Pick<Failures, "add">;
  readonly sender: Sender;
  readonly pace: Pace;
  readonly signal: AbortSignal;
  /** Rows are written after so long, however few they are. */
  readonly blockMs?: number;
}

/** Rows are written when there are so many of them. */
const blockRows = 1024;

/**
 * Embeds what the sink does not have yet; returns when all of it is written. Whatever ends it before
 * that, the rows that are done, up to the first that is not, are written first.
 *
 * @throws the signal's reason; GatewayRequestError when the gateway refuses for good, or for longer
 *   than the patience; what the source and the sink throw
 */
export async function embedAll(run: RunOptions): Promise<void> {
  const { items, sink, failures, pace, signal, blockMs = 2000 } = run;
  const now = () => performance.now();
  const window = createWindow(sink.done);
  const alarm = createAlarm(now);
  const ending = new AbortController();
  const requests = new Set<Promise<void>>();
  let flushedAt = now();
  let isWriting = false;
  /** The first of them ends the run. */
  const refusals: unknown[] = [];
  const source = items.read(sink.done);
  const feed = createFeed({
    ...run,
    now,
    window,
    source,
    fail: (...args) => answers.fail(...args),
  });
  const answers = createAnswers({ ...run, now, window, feed });

  const stop = (reason: unknown) => {
    refusals.push(reason);
    alarm.wake();
  };
  const onAbort = () => {
    ending.abort(signal.reason);
    alarm.wake();
  };
  signal.addEventListener("abort", onAbort);
  try {
    signal.throwIfAborted();
    await sendAll();
    // What is under way was paid for.
    await Promise.all(requests);
  } catch (error) {
    ending.abort(error);
    await Promise.all(requests);
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
    // Behind rows that could not be written none may follow.
    if (!isWriting) {
      await flush(1);
    }
  }
  signal.throwIfAborted();
  if (refusals.length > 0) {
    throw refusals[0];
  }

  /** Until all is answered, or the gateway refuses for good. */
  async function sendAll(): Promise<void> {
    while (refusals.length === 0) {
      signal.throwIfAborted();
      const isLate = now() - flushedAt >= blockMs;
      await flush(isLate || window.size >= run.mostPending ? 1 : blockRows);
      flushedAt = isLate ? now() : flushedAt;
      const maySend = requests.size < pace.limit && pace.holdUntil <= now();
      const part = maySend ? await feed.next() : undefined;
      if (part) {
        const request = answers.send(part, ending.signal).catch(stop);
        requests.add(request);
        void request.then(() => requests.delete(request)).then(alarm.wake);
      } else if (feed.ended && requests.size === 0 && feed.dueAt === Infinity) {
        return;
      } else {
        const readsAt = feed.ended ? feed.dueAt : 0;
        const nextAt = maySend ? feed.dueAt : Math.max(pace.holdUntil, readsAt);
        const isFull = requests.size >= pace.limit;
        await alarm.sleep(Math.min(isFull ? Infinity : nextAt, flushedAt + blockMs));
      }
    }
  }

  /** Writes what is done at the front, if that is as much as `least` rows. */
  async function flush(least: number): Promise<void> {
    while (window.ready() >= least) {
      const rows = window.take(Math.min(blockRows, window.ready()));
      isWriting = true;
      await failures.add(rows);
      await sink.write(rows.map(({ result }) => result));
      isWriting = false;
    }
  }
}
