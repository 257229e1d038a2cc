import DataLoader from "dataloader";
import { asError, GatewayError } from "../../models/errors.ts";
import type { Input, Modality } from "../../models/model.ts";
import type { CallLimits, Pass, Row } from "../../providers/provider.ts";
import { untilAborted } from "../../providers/resilience/until-aborted.ts";
import { passes, type PassTrace } from "../../providers/tracing.ts";

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
  readonly modality: Modality;
  readonly limits: CallLimits;
  readonly queue: Queue;
  run(inputs: readonly Input[], signal: AbortSignal): Promise<Pass>;
}

/** Inputs of one model that wait for a pass; its batchers share it. */
export interface Queue {
  readonly model: string;
  readonly limit: number;
  waiting: number;
  /** What an input took lately; a refused client is told by it when to come back. */
  msPerInput: number;
}

interface Job {
  /** Let go of when nobody wants it any more: it may be an image, and a pass may be long. */
  input: Input | undefined;
  readonly signal: AbortSignal;
  readonly queuedAt: number;
  /** Stops counting as waiting: because its pass starts, or because nobody wants it any more. */
  leaveQueue(): void;
}

/**
 * Lets the requests of everybody share passes. A DataLoader whose schedule is a gate, not a timer: a
 * batch leaves at once when the backend is idle, otherwise with everybody else's inputs when it
 * frees. Where a call pays for a round trip, it first gathers whoever is on the way
 * (`limits.gatherMs`). The loader outlives requests, so it caches nothing.
 */
export function createBatcher({ modality, limits, queue, run }: BatcherOptions): Batcher {
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
        return await passOf(jobs);
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

  async function passOf(jobs: readonly Job[]): Promise<(Batched | Error)[]> {
    const wanted = jobs.filter((job) => !job.signal.aborted);
    if (wanted.length === 0) {
      return jobs.map((job) => asError(job.signal.reason));
    }
    for (const job of wanted) {
      job.leaveQueue();
    }

    const trace: PassTrace = { model: queue.model, modality, batchSize: wanted.length };
    const batched = await passes.tracePromise(() => pass(wanted, trace), trace);
    const resultOf = new Map(wanted.map((job, i) => [job, batched[i]!]));
    return jobs.map((job) => resultOf.get(job) ?? asError(job.signal.reason));
  }

  /** Tells the trace how long the pass took, and how long each input waited for it. */
  async function pass(jobs: readonly Job[], trace: PassTrace): Promise<(Batched | Error)[]> {
    const startedAt = performance.now();
    const { rows, computeMs: statedMs } = await run(
      jobs.map((job) => job.input!),
      untilAllAborted(jobs.map((job) => job.signal)),
    );
    if (rows.length !== jobs.length) {
      throw new Error(`${rows.length} rows came back for ${jobs.length} inputs`);
    }
    const callMs = performance.now() - startedAt;
    const computeMs = statedMs ?? callMs;
    // A provider that prepares one call while it runs another lets the first wait, too.
    const queueMs = jobs.map((job) => startedAt - job.queuedAt + callMs - computeMs);
    queue.msPerInput = 0.8 * queue.msPerInput + 0.2 * (computeMs / jobs.length);
    Object.assign(trace, { computeMs, queueMs });
    return rows.map((row, i) =>
      row instanceof Error ? row : { row, queueMs: queueMs[i]!, computeMs, batchSize: jobs.length },
    );
  }

  return {
    async load(input, signal) {
      signal.throwIfAborted();
      if (queue.waiting >= queue.limit) {
        throw overloaded(queue);
      }
      lastLoad = performance.now();
      return untilAborted(loader.load(enqueue(input, signal, queue)), signal);
    },
  };
}

function enqueue(input: Input, signal: AbortSignal, queue: Queue): Job {
  queue.waiting++;
  const leaveQueue = () => {
    signal.removeEventListener("abort", drop);
    queue.waiting--;
  };
  const job: Job = { input, signal, queuedAt: performance.now(), leaveQueue };
  const drop = () => {
    leaveQueue();
    job.input = undefined;
  };
  signal.addEventListener("abort", drop);
  return job;
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
