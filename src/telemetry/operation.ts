import type { Caller, Tally } from "../../models/caller.ts";
import type { Log } from "../../providers/provider.ts";
import { operations, type OperationTrace } from "../../providers/tracing.ts";
import { audit, type AuditedRequest } from "./audit.ts";

/** What became of an operation. */
export interface Ended extends Pick<AuditedRequest, "status" | "errors"> {
  /** Null where it has none. */
  readonly name: string | null;
  /** Of GraphQL. */
  readonly type: string | null;
}

/**
 * Begins an operation for the tracing channel.
 *
 * @param route of an API that is not GraphQL
 * @returns what ends it: with one audit line, and what the channel is told of it
 */
export function beginOperation(
  log: Log,
  { caller, tally }: { readonly caller: Caller; readonly tally: Tally },
  route?: string,
): (ended: Ended) => void {
  const startedAt = performance.now();
  const trace: OperationTrace = { caller: caller.name, ...(route && { route }) };
  operations.start.publish(trace);
  return ({ name, type, status, errors }) => {
    const ms = performance.now() - startedAt;
    const { points, usd, tokens, embeddings } = tally;
    const models = [...tally.models];
    Object.assign(trace, {
      name,
      type,
      ms,
      errors: errors.map(({ code }) => code),
      points,
      usd,
      tokens,
      models,
      pointsPerHour: caller.pointsPerHour,
      usdPerDay: caller.usdPerDay,
      embeddings,
    });
    operations.asyncEnd.publish(trace);
    const operation = route ?? name;
    audit(log, { caller: caller.name, operation, models, points, usd, tokens, ms, status, errors });
  };
}
