import type { ServerResponse } from "node:http";
import type { Held, MediaBudget } from "../../media/budget.ts";
import { requestSignal } from "../request-signal.ts";

/** What a request has from its headers on, until its answer has gone. */
export interface Intake {
  /** Aborts at the deadline, and when the client goes away. */
  readonly signal: AbortSignal;
  /** The bytes of its body. */
  readonly held: Held;
}

export interface IntakeOptions {
  readonly timeoutMs: number;
  readonly budget: MediaBudget;
}

/** Starts the deadline, and the count of the bytes to come. */
export function openIntake(response: ServerResponse, { timeoutMs, budget }: IntakeOptions): Intake {
  const held = budget.open();
  response.once("close", () => held.release());
  return { signal: requestSignal(response, timeoutMs), held };
}
