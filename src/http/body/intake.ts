import type { RequestHandler, Response } from "express";
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
export function openIntake({ timeoutMs, budget }: IntakeOptions): RequestHandler {
  return (_request, response, next) => {
    const held = budget.open();
    response.once("close", () => held.release());
    response.locals.intake = { signal: requestSignal(response, timeoutMs), held } satisfies Intake;
    next();
  };
}

export function intakeOf(response: Response): Intake {
  return response.locals.intake as Intake;
}
