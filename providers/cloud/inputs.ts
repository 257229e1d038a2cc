import { GatewayError, type ErrorCode } from "../../models/errors.ts";
import type { Model } from "../../models/model.ts";

/**
 * Asked before anything is sent.
 * @throws GatewayError UNSUPPORTED_DIMENSIONS
 */
export function checkDimensions({ id, supportedDimensions }: Model, dimensions: number): void {
  if (supportedDimensions.includes(dimensions)) {
    return;
  }
  const known = supportedDimensions.join(", ");
  throw new GatewayError(
    "UNSUPPORTED_DIMENSIONS",
    `${id} makes vectors of ${known} dimensions, not ${dimensions}.`,
  );
}

/**
 * Services cut long texts without saying so. A word is a token at least: more words than
 * `maxTokens` mean that it was cut; fewer may still have been, when words are rare or long.
 */
export function isSurelyCut(text: string, maxTokens = Infinity): boolean {
  return (text.match(/\S+/g)?.length ?? 0) > maxTokens;
}

/** Without the part before the slash, which services do not know. */
export const nameAtService = ({ id }: Model) => id.slice(id.indexOf("/") + 1);

/** Errors about an input, which its neighbours need not share. */
export function isAboutInput(error: unknown): error is GatewayError {
  const codes: readonly ErrorCode[] = ["BAD_INPUT", "IMAGE_UNREADABLE", "TOO_LARGE"];
  return error instanceof GatewayError && codes.includes(error.code);
}

export const isNotEmpty = <T>(items: readonly T[]): items is readonly [T, ...T[]] =>
  items.length > 0;
