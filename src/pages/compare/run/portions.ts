/**
 * How many photos go into one request. A request that takes a few seconds shows results early,
 * stays far from the server's deadline, and still lets photos share passes.
 */
const aimMs = 4000;

/** How many to send first, by what the server expects of one photo; null when it does not know. */
export function firstPortion(expectedMs: number | null): number {
  return expectedMs === null ? 8 : clamp(aimMs / expectedMs, 1, 64);
}

/** How many to send next, after `sent` took `ms`: at most four times as many, since times vary. */
export function nextPortion(sent: number, ms: number): number {
  return clamp((sent * aimMs) / Math.max(ms, 1), 1, sent * 4);
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, Math.floor(value)));
}

export interface PortionLimits {
  readonly maxFiles: number;
  readonly maxInputs: number;
  readonly maxUploadBytes: number;
}

/** The first `wanted` of the photos, or as many of them as one request may carry; at least one. */
export function takePortion<T extends { readonly source: Blob | string }>(
  photos: readonly T[],
  wanted: number,
  limits: PortionLimits,
): readonly T[] {
  const most = Math.min(wanted, limits.maxFiles, limits.maxInputs);
  // A tenth is left to what multipart adds.
  let room = limits.maxUploadBytes * 0.9;
  let count = 0;
  for (const { source } of photos.slice(0, most)) {
    room -= typeof source === "string" ? 0 : source.size;
    if (room < 0) {
      break;
    }
    count++;
  }
  return photos.slice(0, Math.max(count, 1));
}
