import type { Inputs } from "../run/use-run.ts";

/**
 * What a comparison still lacks, for people to read; null when it can start.
 *
 * @param most labels that the server takes; undefined while that is not known
 */
export function whatIsMissing(
  { photos, labels, models }: Inputs,
  most: number | undefined,
): string | null {
  const lacks = [
    ...(photos.length === 0 ? ["photos"] : []),
    ...(labels.length === 0 ? ["labels"] : []),
    ...(models.length === 0 ? ["a model"] : []),
  ];
  if (lacks.length > 0) {
    return `Still needed: ${lacks.join(", ")}.`;
  }
  return most !== undefined && labels.length > most ? `At most ${most} labels.` : null;
}
