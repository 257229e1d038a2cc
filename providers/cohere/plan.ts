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
 * Sends items as one request, and in halves when that is refused for what is in it: as too large,
 * or for a bad input, which then is found and fails alone. Results are in the order of the items.
 *
 * @param splits how often a request may be halved: a service that refuses everything is not asked
 *   about each item
 * @throws what `send` throws that is not about an input
 */
export async function sendInHalves<T, R>(
  items: readonly T[],
  send: (items: readonly T[]) => Promise<readonly R[]>,
  splits: { left: number },
): Promise<(R | GatewayError)[]> {
  try {
    return [...(await send(items))];
  } catch (error) {
    if (!isAboutInput(error)) {
      throw error;
    }
    if (items.length === 1) {
      return [error];
    }
    if (splits.left-- <= 0) {
      return items.map(() => unresolved);
    }
  }
  const middle = Math.ceil(items.length / 2);
  return [
    ...(await sendInHalves(items.slice(0, middle), send, splits)),
    ...(await sendInHalves(items.slice(middle), send, splits)),
  ];
}

const unresolved = new GatewayError(
  "PROVIDER_FAILED",
  "Too many inputs of one request were refused; send fewer at once to see which.",
  { retryable: false },
);
