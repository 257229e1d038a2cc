import { GatewayError } from "../../models/errors.ts";
import type { Modality, Model } from "../../models/model.ts";
import { estimateUsd, type Used } from "../../models/price.ts";
import type { Pass, Row } from "../provider.ts";
import { countEvent } from "../tracing.ts";
import { isAboutInput, malformed } from "./errors.ts";

/**
 * The numbers of a service's answer, however many and whatever they are: the embedder checks them.
 *
 * @throws GatewayError PROVIDER_FAILED when there are none
 */
export function toVector(
  numbers: ArrayLike<number> | null | undefined,
  service: string,
): Float32Array {
  if (!numbers) {
    throw malformed(service, "no embedding");
  }
  // JSON writes a number that is none as null, which would become 0.
  return Float32Array.from(numbers, (each) => (typeof each === "number" ? each : NaN));
}

/**
 * `toVector` of what no embedder checks, such as a part of a video.
 *
 * @throws GatewayError PROVIDER_FAILED also for another length, and numbers that are not finite
 */
export function toCheckedVector(
  numbers: ArrayLike<number> | null | undefined,
  dimensions: number,
  service: string,
): Float32Array {
  const vector = toVector(numbers, service);
  if (vector.length !== dimensions) {
    throw malformed(service, `${vector.length} dimensions instead of ${dimensions}`);
  }
  if (!vector.every(Number.isFinite)) {
    throw malformed(service, "numbers that are not finite");
  }
  return vector;
}

/**
 * Services cut long texts without saying so. A word is a token at least: more words than
 * `maxTokens` mean that it was cut; fewer may still have been, when words are rare or long.
 */
export function isSurelyCut(text: string, maxTokens = Infinity): boolean {
  return (text.match(/\S+/g)?.length ?? 0) > maxTokens;
}

/** A vector in base64: float32, little-endian on every machine. Empty where it is cut. */
export function fromBase64(text: string): Float32Array {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length % 4 !== 0) {
    return new Float32Array();
  }
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}

/**
 * Counts each unit of an answered request as "billed <unit>", and prices it.
 *
 * @param units as the service names and counts them, such as `{ "input tokens": 12 }`
 * @param used the same by the nouns of the catalog's prices
 * @returns US dollars: an estimate from the catalog's prices
 */
export function bill(
  model: Model,
  modality: Modality,
  units: Readonly<Record<string, number>>,
  used: Used,
  mode?: string,
): number {
  for (const [unit, by] of Object.entries(units)) {
    countEvent(`billed ${unit}`, model, by);
  }
  return estimateUsd(model.pricing, modality, used, mode);
}

/**
 * The failure of one input as its row.
 *
 * @throws what is no GatewayError; anything once the signal has aborted, as nobody waits any more
 */
export function toFailedRow(failure: unknown, signal: AbortSignal): GatewayError {
  if (!(failure instanceof GatewayError) || signal.aborted) {
    throw failure;
  }
  return failure;
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
