import { GatewayError } from "../../models/errors.ts";
import type { Input } from "../../models/model.ts";
import { announceRequester, type Requester } from "../../providers/tracing.ts";

/** Inputs of one model that wait for a pass; its batchers share it. */
export interface Queue {
  readonly model: string;
  readonly limit: number;
  waiting: number;
  /** What an input took lately; a refused client is told by it when to come back. */
  msPerInput: number;
}

/** An input on its way to a pass. */
export interface Job {
  /** Let go of when nobody wants it any more: it may be an image, and a pass may be long. */
  input: Input | undefined;
  readonly signal: AbortSignal;
  readonly queuedAt: number;
  readonly requester: Requester | undefined;
  /** Told when its pass starts. */
  onPass?: (() => void) | undefined;
  /** Stops counting as waiting: because its pass starts, or because nobody wants it any more. */
  leaveQueue(): void;
}

/** @throws OVERLOADED when too many inputs wait for the model */
export function enqueue(input: Input, signal: AbortSignal, queue: Queue): Job {
  if (queue.waiting >= queue.limit) {
    throw overloaded(queue);
  }
  queue.waiting++;
  const leaveQueue = () => {
    signal.removeEventListener("abort", drop);
    queue.waiting--;
  };
  const queuedAt = performance.now();
  const job: Job = { input, signal, queuedAt, requester: announceRequester(), leaveQueue };
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
