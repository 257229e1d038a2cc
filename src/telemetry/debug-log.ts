import type { Logger } from "pino";
import {
  type LabelLookup,
  labelLookups,
  operations,
  type OperationTrace,
  passes,
  type PassTrace,
} from "../../providers/tracing.ts";
import { withoutQuotes } from "./audit.ts";
import { on } from "./listen.ts";

/**
 * At `debug`, tells of each pass, and of what the cache knew of each operation's embeddings and each
 * classification's labels.
 *
 * @returns what ends it
 */
export function logChannels(log: Logger): () => void {
  if (!log.isLevelEnabled("debug")) {
    return () => {};
  }
  const subscriptions = [
    on<PassTrace & { readonly error?: unknown }>(passes.asyncEnd, (pass) => {
      const { model, modality, batchSize, failed = batchSize, computeMs, queueMs, error } = pass;
      const longest = queueMs && Math.max(...queueMs);
      log.debug(
        {
          model,
          modality,
          batchSize,
          failed,
          queueMs: rounded(longest),
          computeMs: rounded(computeMs),
          ...(error instanceof Error && { error: withoutQuotes(error.message) }),
        },
        "pass",
      );
    }),
    on<OperationTrace>(operations.asyncEnd, ({ route, name, caller, embeddings }) =>
      log.debug({ operation: route ?? name, caller, ...embeddings }, "cache"),
    ),
    on<LabelLookup>(labelLookups, (lookup) => log.debug(lookup, "label cache")),
  ];
  return () => subscriptions.forEach((unsubscribe) => unsubscribe());
}

/** To tenths of a millisecond. */
const rounded = (ms: number | undefined) => ms && Math.round(10 * ms) / 10;
