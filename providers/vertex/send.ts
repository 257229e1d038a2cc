import type { BulkheadPolicy } from "cockatiel";
import type { Model } from "../../models/model.ts";
import type { Deadline } from "../resilience/deadline.ts";
import type { Guard } from "../cloud/guard.ts";
import type { Quota } from "../cloud/quota.ts";
import type { Access } from "./access.ts";
import type { Connection } from "./connect.ts";
import { explain, type Kind } from "./explain.ts";
import { predict, type Instance, type Prediction } from "./predict.ts";

/** The way to the service, shared by all calls. */
export interface Line {
  readonly access: Access;
  readonly guard: Guard;
  readonly quota: Quota;
  /** Bounds the requests in flight. */
  readonly slots: BulkheadPolicy;
  connection(): Promise<Connection>;
}

export interface Sent {
  readonly kind: Kind;
  /** Left out for video. */
  readonly dimension?: number;
  /** The text, which no log may hold. */
  readonly text?: string;
  readonly deadline: Deadline;
}

/** One request, as often as the guard repeats it. */
export function send(
  { access, guard, quota, slots, connection }: Line,
  model: Model,
  instance: Instance,
  { kind, dimension, text, deadline }: Sent,
): Promise<Prediction> {
  const request = {
    deadline,
    quota,
    units: 1,
    attempt: async () =>
      predict(await connection(), access, model, instance, { dimension, deadline }),
    explain: (failure: unknown) => explain(failure, kind, text),
  };
  // Without the signal: an aborted call in cockatiel's queue leaves the next ones waiting.
  return slots.execute(() => {
    deadline.signal.throwIfAborted();
    return guard.run(request);
  });
}
