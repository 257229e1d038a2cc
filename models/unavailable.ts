import { GatewayError } from "./errors.ts";
import type { Availability, Model } from "./model.ts";

/** The error of a model that cannot be used now: why, what to do, and what there is `instead`. */
export function unavailable(
  { id }: Model,
  { status, reason, howToEnable, progress, final = false }: Availability,
  instead?: string,
): GatewayError {
  const state = progress === undefined ? status : `${status}, ${Math.floor(progress * 100)} %`;
  const why = reason ? `: ${reason.replace(/\.$/, "")}` : "";
  const sentences = [`${id} is not available (${state})${why}.`, howToEnable, instead];
  return new GatewayError("MODEL_UNAVAILABLE", sentences.filter(Boolean).join(" "), {
    // The others wait for somebody to do something.
    retryable: !final && ["DOWNLOADABLE", "DOWNLOADING", "FAILING"].includes(status),
  });
}
