import { GatewayError } from "../../../models/errors.ts";
import type { RootField } from "./root-fields.ts";

/**
 * Inputs of an operation: the sum of what the `complexity` of each query says of its arguments.
 * Only fields of the root cost anything.
 * (graphql-query-complexity does more, but its ES module loads a second copy of graphql.)
 */
export function costOf(queries: readonly RootField[]): number {
  return queries
    .map(({ field, args }) => {
      const { complexity } = field.extensions;
      return typeof complexity === "function" ? complexity({ args }) : (complexity ?? 0);
    })
    .reduce((sum, cost) => sum + cost, 0);
}

/** @throws GatewayError TOO_LARGE for more inputs than MAX_COST */
export function checkCost(cost: number, maxCost: number): void {
  if (cost > maxCost) {
    throw new GatewayError(
      "TOO_LARGE",
      `The query costs ${cost} inputs (images + texts, times templates, times models); the limit is ${maxCost} (MAX_COST).`,
    );
  }
}
