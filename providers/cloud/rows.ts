import { GatewayError } from "../../models/errors.ts";
import type { Pass, Row } from "../provider.ts";
import { isAboutInput } from "./inputs.ts";

/**
 * Numbers of a service's answer as float32, if they are as many as asked for and finite.
 * @throws GatewayError PROVIDER_FAILED
 */
export function checkedVector(
  numbers: ArrayLike<number>,
  dimensions: number,
  service: string,
): Float32Array {
  if (numbers?.length !== dimensions) {
    throw malformed(service, `${numbers?.length ?? 0} dimensions instead of ${dimensions}`);
  }
  const vector = Float32Array.from(numbers);
  if (!vector.every(Number.isFinite)) {
    throw malformed(service, "numbers that are not finite");
  }
  return vector;
}

/** An answer of the wrong shape is not asked for again: it costs, and it would look the same. */
export function malformed(service: string, what: string): GatewayError {
  return new GatewayError("PROVIDER_FAILED", `${service} answered ${what}.`, { retryable: false });
}

/** Rejects when the service, and not single inputs, is why there is no row at all. */
export function settle(rows: readonly (Row | Error)[]): Pass {
  const [first] = rows;
  const failed = rows.every((row) => row instanceof Error && !isAboutInput(row));
  if (failed && first instanceof Error) {
    throw first;
  }
  return { rows };
}
