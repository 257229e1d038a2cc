import type { Inputs } from "./use-run.ts";

/** True when what was compared is not what would be compared now. */
export function isStale(before: Inputs | null, now: Inputs): boolean {
  return before !== null && keyOf(before) !== keyOf(now);
}

function keyOf({ photos, labels, models, templates }: Inputs): string {
  return JSON.stringify([
    photos.map(({ id }) => id),
    labels,
    models.map(({ id }) => id),
    templates,
  ]);
}
