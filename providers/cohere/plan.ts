import { GatewayError } from "../../models/errors.ts";
import { isAboutInput } from "../cloud/inputs.ts";

/** Cuts items into parts, in order, none above the limits; one that alone is above them stays alone. */
export function plan<T extends { readonly bytes: number }>(
  items: readonly T[],
  limits: { readonly maxInputs: number; readonly maxBytes: number },
): T[][] {
  const parts: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const part = parts.at(-1);
    if (part && part.length < limits.maxInputs && bytes + item.bytes <= limits.maxBytes) {
      part.push(item);
      bytes += item.bytes;
    } else {
      parts.push([item]);
      bytes = item.bytes;
    }
  }
  return parts;
}

/**
 * What a refused request says: one that was refused for what is in it, as too large or for a bad
 * input, is sent in halves until that input is found, which fails alone.
 *
 * @param splits how often requests may be halved: a service that refuses everything is not asked
 *   about each item
 * @throws an error that is not about an input
 */
export function blameInputs(splits: { left: number }) {
  return (error: unknown, items: readonly unknown[]): "halves" | GatewayError => {
    if (!isAboutInput(error)) {
      throw error;
    }
    if (items.length === 1) {
      return error;
    }
    return splits.left-- > 0 ? "halves" : unresolved;
  };
}

const unresolved = new GatewayError(
  "PROVIDER_FAILED",
  "Too many inputs of one request were refused; send fewer at once to see which.",
  { retryable: false },
);
