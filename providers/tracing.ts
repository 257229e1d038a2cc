import { channel, tracingChannel } from "node:diagnostics_channel";

/**
 * What happens in the gateway, as channels of `node:diagnostics_channel`: the metrics subscribe to
 * them, and so can any tracer. A name or a field that is gone is a breaking change.
 *
 * Of the four events of a tracing channel, `asyncEnd` comes when the work has ended, however it
 * ended; `error` comes before it when the work failed.
 */

/** One GraphQL operation, from its parsed body to its response. */
export interface OperationTrace {
  readonly caller: string | null;
  /** Known at the end. */
  name?: string | null;
  ms?: number;
  /** `extensions.code` of each error of the response. */
  errors?: readonly string[];
  /** What it used: inputs as `MAX_COST` counts them, dollars, ids of models. */
  points?: number;
  usd?: number;
  models?: readonly string[];
  /** Text tokens that models saw. */
  tokens?: number;
  /** Its embeddings, by where they came from. */
  embeddings?: Readonly<Record<"cached" | "joined" | "made", number>>;
}
export const operations = tracingChannel<unknown, OperationTrace>("parallax:operation");

/** Inputs of several requests that go through a model together. */
export interface PassTrace {
  readonly model: string;
  readonly modality: string;
  readonly batchSize: number;
  /** Milliseconds of the pass itself; known at the end, where it did not fail. */
  computeMs?: number;
  /** How long each input waited, in milliseconds; known at the end as well. */
  queueMs?: readonly number[];
  /** Inputs of it that gave no embedding; known where the pass did not fail as a whole. */
  failed?: number;
}
export const passes = tracingChannel<unknown, PassTrace>("parallax:pass");

/** One request to a service, or one message to a model's process; a retry is another. */
export interface ProviderCallTrace {
  readonly provider: string;
  readonly model: string;
  readonly inputs: number;
}
export const providerCalls = tracingChannel<unknown, ProviderCallTrace>("parallax:provider-call");

/** An embedding that needed no pass of its own. */
export interface CacheHit {
  readonly kind: "finished" | "in flight";
}
export const cacheHits = channel("parallax:cache-hit");

/** One embedding that a caller got; `usd` is 0 where it came from the cache. */
export interface Usage {
  readonly caller: string | null;
  readonly model: string;
  readonly modality: string;
  readonly tokens: number;
  readonly usd: number;
  readonly cached: boolean;
  /** It came of a pass that another embedding asked for. */
  readonly joined?: boolean;
}
export const usages = channel("parallax:usage");

/** Labels of one classification: found with the vector of their prompts, or not. */
export interface LabelLookup {
  readonly model: string;
  readonly found: number;
  readonly missed: number;
}
export const labelLookups = channel("parallax:label-lookup");

/** What a provider counts, such as "process died" or "billed input tokens". */
export interface ProviderEvent {
  readonly event: string;
  readonly model: string;
  readonly by: number;
}
export const providerEvents = channel("parallax:provider-event");

export function countEvent(event: string, model: { readonly id: string }, by = 1): void {
  providerEvents.publish({ event, model: model.id, by } satisfies ProviderEvent);
}
