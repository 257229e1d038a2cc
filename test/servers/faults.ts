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
  | { readonly delay: () => Promise<unknown> }
  | { readonly status: number; readonly message?: string; readonly retryAfter?: string };

/** Faults of the next requests, in order; requests after them are well again. */
export interface Faults {
  add(...faults: readonly Fault[]): void;
  /** Every request from now on; undefined: none. */
  always(fault: Fault | undefined): void;
  next(): Fault | undefined;
  /** Resolves when a request hangs, or one has come to its end because its client went away. */
  until(event: "hanging" | "cancelled"): Promise<void>;
  emit(event: "hanging" | "cancelled"): void;
}

export function createFaults(): Faults {
  const queue: Fault[] = [];
  const events = new EventEmitter();
  let forever: Fault | undefined;
  return {
    add: (...faults) => void queue.push(...faults),
    always: (fault) => void (forever = fault),
    next: () => queue.shift() ?? forever,
    until: async (event) => void (await once(events, event)),
    emit: (event) => void events.emit(event),
  };
}
