import { channel, tracingChannel } from "node:diagnostics_channel";

/**
 * What happens in the gateway, as channels of `node:diagnostics_channel`: the metrics subscribe to
 * them, and so can any tracer. A name or a field that is gone is a breaking change.
 *
 * Of the four events of a tracing channel, `asyncEnd` comes when the work has ended, however it
 * ended; `error` comes before it when the work failed.
 */

/** One HTTP request that asks for work, from its headers to its answer. */
export interface RequestTrace {
  readonly method: string;
  /** Such as `POST /v1/embeddings`; absent for GraphQL, whose operations have names. */
  readonly route?: string;
  /** They hold secrets, too: a tracer takes the context of its caller from them, and nothing else. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Of the answer; known at the end, where there was one. */
  status?: number;
}
export const requests = tracingChannel<unknown, RequestTrace>("parallax:request");

/** One operation, of GraphQL or of another API, from its parsed body to its response. */
export interface OperationTrace {
  readonly caller: string | null;
  /** Of an API that is not GraphQL, as in RequestTrace: in place of a name and a type. */
  readonly route?: string;
  /** Known at the end. */
  name?: string | null;
  /** Query, mutation or subscription; null where the document has no such operation. */
  type?: string | null;
  ms?: number;
  /** `extensions.code` of each error of the response. */
  errors?: readonly string[];
  /** What it used: inputs as `MAX_COST` counts them, dollars, ids of models. */
  points?: number;
  usd?: number;
  models?: readonly string[];
  /** Text tokens that models saw. */
  tokens?: number;
  /** Its caller's limits, where there are any. */
  pointsPerHour?: number;
  usdPerDay?: number;
  /** Its embeddings, by where they came from. */
  embeddings?: Readonly<Record<"cached" | "joined" | "made", number>>;
}
export const operations = tracingChannel<unknown, OperationTrace>("parallax:operation");

/**
 * Whoever asked for work that is done for many together. That work runs in the context of any of them,
 * or of none: so this is published where the context is the asker's own, and named by the work later.
 */
export type Requester = object;
export const requesters = channel("parallax:requester");

/** @returns undefined where nobody listens */
export function announceRequester(): Requester | undefined {
  if (!requesters.hasSubscribers) {
    return undefined;
  }
  const requester: Requester = {};
  requesters.publish(requester);
  return requester;
}

/** Keys of several requests that are looked up in the cache together. */
export interface LookUpTrace {
  readonly keys: number;
  readonly requesters: readonly (Requester | undefined)[];
  /** Known at the end. */
  hits?: number;
}
export const lookUps = tracingChannel<unknown, LookUpTrace>("parallax:cache-look-up");

/** Rows that one level of the cache was asked for: this process's, or the store's. */
export interface CacheLookUp {
  readonly level: "local" | "shared";
  /** `corrupt`: something else was there. `skipped`: it was not asked, or did not answer. */
  readonly outcome: "hit" | "miss" | "corrupt" | "skipped";
  readonly rows: number;
}
export const cacheLookUps = channel("parallax:cache-level");

export function countLookUps(
  level: CacheLookUp["level"],
  counts: Partial<Record<CacheLookUp["outcome"], number>>,
): void {
  for (const [outcome, rows] of Object.entries(counts)) {
    if (rows > 0) {
      cacheLookUps.publish({ level, outcome, rows } as CacheLookUp);
    }
  }
}

/** Commands for the store that replicas share, which leave together. */
export interface StoreCall {
  /** Known at the end. `lost`: no answer in time. `skipped`: it was known to be down. */
  outcome?: "answered" | "refused" | "lost" | "skipped";
  /** How long it was waited for. */
  ms?: number;
}
export const storeCalls = tracingChannel<unknown, StoreCall>("parallax:store-call");

/** Inputs of several requests that go through a model together. */
export interface PassTrace {
  readonly provider: string;
  readonly model: string;
  readonly modality: string;
  readonly dimensions: number;
  readonly batchSize: number;
  /** One per input. */
  readonly requesters: readonly (Requester | undefined)[];
  /** Milliseconds of the pass itself; known at the end, where it did not fail. */
  computeMs?: number;
  /** How long each input waited, in milliseconds; known at the end as well. */
  queueMs?: readonly number[];
  /** Text tokens, where the provider counts them per row; known at the end. */
  tokens?: number;
  /** Inputs of it that gave no embedding; known where the pass did not fail as a whole. */
  failed?: number;
}
export const passes = tracingChannel<unknown, PassTrace>("parallax:pass");

/** One request to a service, or one message to a model's process; a retry is another. */
export interface ProviderCallTrace {
  readonly provider: string;
  readonly model: string;
  readonly inputs: number;
  /** Where the service is. */
  readonly server?: ServerAddress;
  /** Headers that travel with the call: a tracer adds its context at the start. */
  readonly carrier: Record<string, string>;
  /** What the service answered instead of rows: a status of HTTP, or a code of gRPC. */
  refusal?: Refusal;
  /** What a model's process did for the call, when it says so. */
  spans?: readonly RemoteSpan[];
}
export interface ServerAddress {
  readonly address: string;
  readonly port: number;
}
export type Refusal = { readonly http: number } | { readonly grpc: number };

/** A span that another process made; it has no tracer. Times are milliseconds since 1970. */
export interface RemoteSpan {
  /** 16 hexadecimal digits. */
  readonly id: string;
  readonly parentId: string;
  readonly name: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attributes: Readonly<Record<string, number | string>>;
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
