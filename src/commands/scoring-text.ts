import type { Scoring } from "../../models/model.ts";

/** "softmax, scale 100", "sigmoid, scale 117.33, bias -12.93" or "cosine". */
export function scoringText(scoring: Scoring): string {
  const name = scoring.activation.toLowerCase();
  if (scoring.activation === "COSINE") {
    return name;
  }
  const bias = scoring.activation === "SIGMOID" ? `, bias ${short(scoring.bias)}` : "";
  return `${name}, scale ${short(scoring.scale)}${bias}`;
}

function short(value: number): string {
  return String(Number(value.toFixed(4)));
}
