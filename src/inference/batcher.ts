import DataLoader from "dataloader";
import { asError } from "../../models/errors.ts";
import type { Input, Modality } from "../../models/model.ts";
import type { CallLimits, Pass, Row } from "../../providers/provider.ts";
import { untilAborted } from "../../providers/resilience/until-aborted.ts";
import { passes, type PassTrace } from "../../providers/tracing.ts";
import { enqueue, type Job, type Queue } from "./queue.ts";

export interface Batcher {
  /**
   * @param onPass told when its pass starts
   * @throws OVERLOADED at once when too many inputs wait for the model
   */
  load(input: Input, signal: AbortSignal, onPass?: () => void): Promise<Batched>;
}

/** A row, and what the pass it came from cost in milliseconds. */
export interface Batched {
  readonly row: Row;
  readonly queueMs: number;
  readonly computeMs: number;
  readonly batchSize: number;
}

export interface BatcherOptions {
  /** The provider's name. */
  readonly provider: string;
  readonly dimensions: number;
  readonly modality: Modality;
  /** As they are now. */
  limits(): CallLimits;
  readonly queue: Queue;
  /** About how many tokens an input has, for `limits.maxTokens`. */
  tokensOf(input: Input): number;
  run(inputs: readonly Input[], signal: AbortSignal): Promise<Pass>;
}

/** Collects the jobs of one pass. */
interface Batch {
  readonly loader: DataLoader<Job, Batched>;
  inputs: number;
  tokens: number;
}

/**
 * Lets the requests of everybody share passes. Each pass is collected by a DataLoader whose schedule
 * is a gate, not a timer: a batch leaves at once when the backend is idle, otherwise with everybody
 * else's inputs when it frees. Where a call pays for a round trip, it first gathers whoever is on the
 * way (`limits.gatherMs`).
 */
export function createBatcher(options: BatcherOptions): Batcher {
  const { provider, dimensions, modality, limits, queue, tokensOf, run } = options;
  const atTheGate: (() => void)[] = [];
  let calls = 0;
  const openGate = () => {
    while (calls < limits().maxCalls && atTheGate.length > 0) {
      calls++;
      atTheGate.shift()!();
    }
  };

  let lastLoad = 0;
  /** Calls back when nobody has come for a while, or the first has waited long enough. */
  const gather = (done: () => void) => {
    const { gatherMs = 0 } = limits();
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

  const openBatch = (): Batch => {
    const loader = new DataLoader<Job, Batched>(
      async (jobs) => {
        // Whoever comes from now on is for the next pass.
        if (filling.loader === loader) {
          filling = openBatch();
        }
        try {
          return await passOf(jobs);
        } finally {
          calls--;
          openGate();
        }
      },
      {
        cache: false,
        batchScheduleFn: (dispatch) =>
          gather(() => {
            atTheGate.push(dispatch);
            openGate();
          }),
      },
    );
    return { loader, inputs: 0, tokens: 0 };
  };
  let filling = openBatch();

  /** The batch that has room for the input: the last one, or a new one. */
  function batchFor(input: Input): Batch {
    const tokens = tokensOf(input);
    const { maxInputs, maxTokens = Infinity } = limits();
    const full =
      filling.inputs >= maxInputs || (filling.inputs > 0 && filling.tokens + tokens > maxTokens);
    if (full) {
      filling = openBatch();
    }
    filling.inputs++;
    filling.tokens += tokens;
    return filling;
  }

  async function passOf(jobs: readonly Job[]): Promise<(Batched | Error)[]> {
    const wanted = jobs.filter((job) => !job.signal.aborted);
    if (wanted.length === 0) {
      return jobs.map((job) => asError(job.signal.reason));
    }
    for (const job of wanted) {
      job.leaveQueue();
      job.onPass?.();
    }

    const trace: PassTrace = {
      provider,
      model: queue.model,
      modality,
      dimensions,
      batchSize: wanted.length,
      requesters: wanted.map(({ requester }) => requester),
    };
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
    Object.assign(trace, { computeMs, queueMs, ...countRows(rows) });
    return rows.map((row, i) =>
      row instanceof Error ? row : { row, queueMs: queueMs[i]!, computeMs, batchSize: jobs.length },
    );
  }

  return {
    async load(input, signal, onPass) {
      signal.throwIfAborted();
      const job = enqueue(input, signal, queue);
      job.onPass = onPass;
      lastLoad = performance.now();
      return untilAborted(batchFor(input).loader.load(job), signal);
    },
  };
}

/** What a trace tells of a pass's rows. */
function countRows(rows: Pass["rows"]): Pick<PassTrace, "tokens" | "failed"> {
  const whole = rows.flatMap((row) => (row instanceof Error ? [] : row));
  const tokens = whole.flatMap((row) => row.tokens ?? []);
  return {
    failed: rows.length - whole.length,
    ...(tokens.length > 0 && { tokens: tokens.reduce((sum, each) => sum + each) }),
  };
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
