import DataLoader from "dataloader";
import { asError, GatewayError } from "../../models/errors.ts";
import type { Input } from "../../models/model.ts";
import type { CallLimits, Embedded, Row } from "../../providers/provider.ts";

export interface Batcher {
  /** @throws OVERLOADED at once when too many inputs wait for the model */
  load(input: Input, signal: AbortSignal): Promise<Batched>;
}

/** A row, and what the pass it came from cost in milliseconds. */
export interface Batched {
  readonly row: Row;
  readonly queueMs: number;
  readonly computeMs: number;
  readonly batchSize: number;
}

export interface BatcherOptions {
  readonly limits: CallLimits;
  readonly queue: Queue;
  run(inputs: readonly Input[], signal: AbortSignal): Promise<Embedded>;
  onPass?(pass: { batchSize: number; computeMs: number; queueMs: readonly number[] }): void;
}

/** Inputs of one model that wait for a pass; its batchers share it. */
export interface Queue {
  readonly model: string;
  readonly limit: number;
  waiting: number;
  /** Of late, by which a refused client is told when to come back. */
  msPerInput: number;
}

interface Job {
  readonly input: Input;
  readonly signal: AbortSignal;
  readonly queuedAt: number;
  /** Stops counting as waiting: because its pass starts, or because nobody wants it any more. */
  leaveQueue(): void;
}

/**
 * Requests of everybody share passes. A DataLoader whose schedule is a gate, not a timer: a batch
 * leaves at once when the backend is idle, otherwise with everybody else's inputs when it frees.
 * (Calls that cost a round trip first gather whoever is on the way: `limits.gatherMs`.) The loader outlives requests, so it caches nothing.
 */
export function createBatcher({ limits, queue, run, onPass }: BatcherOptions): Batcher {
  const atTheGate: (() => void)[] = [];
  let calls = 0;
  const openGate = () => {
    while (calls < limits.maxCalls && atTheGate.length > 0) {
      calls++;
      atTheGate.shift()!();
    }
  };

  let lastLoad = 0;
  const { gatherMs = 0 } = limits;
  /** Calls back when nobody has come for a while, or the first has waited long enough. */
  const gather = (done: () => void) => {
    const latest = performance.now() + 10 * gatherMs;
    const look = () => {
      const ready = Math.min(lastLoad + gatherMs, latest) - performance.now();
      if (ready <= 0) {
        done();
      } else {
        setTimeout(look, ready);
      }
    };
    // The next turn of the event loop, so that all loads of this one are in the batch.
    setImmediate(look);
  };

  const loader = new DataLoader<Job, Batched>(
    async (jobs) => {
      try {
        return await pass(jobs);
      } finally {
        calls--;
        openGate();
      }
    },
    {
      cache: false,
      maxBatchSize: limits.maxInputs,
      batchScheduleFn: (dispatch) =>
        gather(() => {
          atTheGate.push(dispatch);
          openGate();
        }),
    },
  );

  async function pass(jobs: readonly Job[]): Promise<(Batched | Error)[]> {
    const wanted = jobs.filter((job) => !job.signal.aborted);
    if (wanted.length === 0) {
      return jobs.map((job) => asError(job.signal.reason));
    }
    for (const job of wanted) {
      job.leaveQueue();
    }

    const startedAt = performance.now();
    const { rows, computeMs } = await run(
      wanted.map((job) => job.input),
      untilAllAborted(wanted.map((job) => job.signal)),
    );
    if (rows.length !== wanted.length) {
      throw new Error(`${rows.length} rows came back for ${wanted.length} inputs`);
    }

    const callMs = performance.now() - startedAt;
    const cost = { computeMs: computeMs ?? callMs, batchSize: wanted.length };
    // A provider that prepares one call while it runs another lets the first wait, too.
    const queueMsOf = (job: Job) => startedAt - job.queuedAt + callMs - cost.computeMs;
    queue.msPerInput = 0.8 * queue.msPerInput + 0.2 * (cost.computeMs / cost.batchSize);
    onPass?.({ ...cost, queueMs: wanted.map(queueMsOf) });

    const rowOf = new Map(wanted.map((job, i) => [job, rows[i]!]));
    return jobs.map((job) => {
      const row = rowOf.get(job) ?? asError(job.signal.reason);
      return row instanceof Error ? row : { row, queueMs: queueMsOf(job), ...cost };
    });
  }

  return {
    async load(input, signal) {
      signal.throwIfAborted();
      if (queue.waiting >= queue.limit) {
        throw overloaded(queue);
      }
      lastLoad = performance.now();
      return loader.load(enqueue(input, signal, queue));
    },
  };
}

function enqueue(input: Input, signal: AbortSignal, queue: Queue): Job {
  queue.waiting++;
  const leaveQueue = () => {
    signal.removeEventListener("abort", leaveQueue);
    queue.waiting--;
  };
  signal.addEventListener("abort", leaveQueue);
  return { input, signal, queuedAt: performance.now(), leaveQueue };
}

function overloaded({ model, waiting, limit, msPerInput }: Queue): GatewayError {
  return new GatewayError(
    "OVERLOADED",
    `${waiting} inputs already wait for ${model}; the limit is ${limit} (QUEUE_LIMIT).`,
    { retryAfterMs: Math.max(100, waiting * msPerInput) },
  );
}

/** A pass shared by many is aborted only when nobody waits for it any more. */
function untilAllAborted(signals: readonly AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  let left = signals.length;
  for (const signal of signals) {
    signal.addEventListener("abort", () => --left === 0 && controller.abort(signal.reason), {
      once: true,
    });
  }
  return controller.signal;
}
