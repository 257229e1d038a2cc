/** What a number in a result says: how likely a label is, or how close two vectors are. */
export type Meaning = "score" | "cosine";

/** Three digits after the point. A score that is not quite 0 or 1 does not look as if it were. */
export function numberText(number: number, meaning: Meaning): string {
  if (meaning === "score" && number > 0 && number < 0.0005) {
    return "< 0.001";
  }
  if (meaning === "score" && number >= 0.9995 && number < 1) {
    return "> 0.999";
  }
  return number.toFixed(3).replace(/^-(0\.0+)$/, "$1");
}
