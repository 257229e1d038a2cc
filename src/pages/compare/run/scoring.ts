import type { Activation, Model } from "parallax-client";
import type { Scoring } from "../../../../models/model.ts";

/**
 * How a model's cosines become scores by `activation`: its own when null, or when it publishes no
 * scale or bias to do it otherwise.
 */
export function scoringOf(model: Model, activation: Activation | null): Scoring {
  const { logitScale: scale, logitBias: bias } = model;
  const wanted = activation ?? model.activation;
  if (wanted === "SOFTMAX" && scale !== null) {
    return { activation: "SOFTMAX", scale };
  }
  if (wanted === "SIGMOID" && scale !== null && bias !== null) {
    return { activation: "SIGMOID", scale, bias };
  }
  return wanted === "COSINE" || wanted === model.activation
    ? { activation: "COSINE" }
    : scoringOf(model, null);
}
