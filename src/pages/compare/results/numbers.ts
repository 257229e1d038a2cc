import type { Activation } from "parallax-client";

/** Keeps a number and its sign together. */
const SPACE = "\u00a0";

/**
 * A score for people: a probability as a percentage, a cosine with three digits. The digits are as
 * many as tell two scores apart: sigmoids of labels that do not fit are small, but not the same.
 */
export function formatScore(score: number, activation: Activation): string {
  if (activation === "COSINE") {
    return formatCosine(score);
  }
  const smallest = activation === "SIGMOID" ? 0.001 : 0.1;
  const percent = score * 100;
  if (percent < smallest / 2) {
    return `<${SPACE}${smallest}${SPACE}%`;
  }
  return `${digits(percent, smallest)}${SPACE}%`;
}

/** Two digits that count, more only close to 100, and none below the smallest that is told. */
function digits(percent: number, smallest: number): string {
  if (percent >= 99 && percent < 99.95) {
    return percent.toFixed(1);
  }
  if (percent >= 9.95) {
    return percent.toFixed(0);
  }
  // Of the rounded number: 0.0999 is 0.10, not 0.100.
  const behindPoint = 1 - Math.floor(Math.log10(Number(percent.toPrecision(2))));
  return percent.toFixed(Math.min(behindPoint, Math.round(-Math.log10(smallest))));
}

export function formatCosine(cosine: number): string {
  const text = cosine.toFixed(3);
  // A hyphen is shorter than a digit, and "-0.000" is no number to show.
  return Number(text) < 0 ? text.replace("-", "\u2212") : text.replace("-", "");
}

/** How a column's scores were made, in words. */
export const scoredBy: Record<Activation, string> = {
  SOFTMAX: "Softmax: the labels share 100\u00a0%",
  SIGMOID: "Sigmoid: each label by itself, 0 to 100\u00a0%",
  COSINE: "Cosine: no probability; bars span this model’s own range",
};
