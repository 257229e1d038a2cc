import { EventEmitter, once } from "node:events";

/** How a request goes wrong. `hang` never answers; `drop` cuts the connection. */
export type Fault =
  | "hang"
  | "drop"
  | "truncated body"
  | "fewer rows"
  | "wrong dimension"
  | "not a number"
  | "no base64"
  | "fused"
  | "wrong order"
  | { readonly delay: () => Promise<unknown> }
  | {
      readonly status: number;
      /** Of the error, where the protocol names errors. */
      readonly name?: string;
      readonly message?: string;
      readonly retryAfter?: string;
    };

/** Faults of the next requests, in order; requests after them are well again. */
export interface Faults<F = Fault> {
  add(...faults: readonly F[]): void;
  /** Every request from now on; undefined: none. */
  always(fault: F | undefined): void;
  next(): F | undefined;
  /** Resolves when a request hangs, or one has come to its end because its client went away. */
  until(event: "hanging" | "cancelled"): Promise<void>;
  emit(event: "hanging" | "cancelled"): void;
}

export function createFaults<F = Fault>(): Faults<F> {
  const queue: F[] = [];
  const events = new EventEmitter();
  let forever: F | undefined;
  return {
    add: (...faults) => void queue.push(...faults),
    always: (fault) => void (forever = fault),
    next: () => queue.shift() ?? forever,
    until: async (event) => void (await once(events, event)),
    emit: (event) => void events.emit(event),
  };
}
