import { GatewayError } from "../models/errors.ts";
import type { Limits } from "../schema/limits.ts";

/** @throws TOO_LARGE for a list of more than MAX_INPUTS */
export function checkInputs(name: string, items: readonly unknown[], { maxInputs }: Limits): void {
  if (items.length > maxInputs) {
    throw new GatewayError(
      "TOO_LARGE",
      `${name} has ${items.length} items; the limit is ${maxInputs} (MAX_INPUTS).`,
    );
  }
}

/** For queries that mean nothing without an input. @throws BAD_INPUT */
export function checkNotEmpty(name: string, items: readonly unknown[]): void {
  if (items.length === 0) {
    throw new GatewayError("BAD_INPUT", `${name} is empty; give at least one.`);
  }
}
