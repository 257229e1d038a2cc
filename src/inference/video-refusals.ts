import { GatewayError } from "../../models/errors.ts";
import type { Model } from "../../models/model.ts";
import type { Choice } from "../../models/routing/types.ts";
import { unavailable } from "../../models/unavailable.ts";
import type { Engine } from "./engine.ts";

/** What is asked of videos that no model, or not this one, can give. */

/**
 * Of what the provider embeds itself, only the whole length is known to be there; clips are asked for
 * at any.
 */
export function checkVideoDimensions(
  model: Model,
  asked: number | null | undefined,
  inClips: boolean,
): number {
  const { dimensions, supportedDimensions, video, id } = model;
  const has = video === "NATIVE" && !inClips ? [dimensions] : supportedDimensions;
  if (asked == null || has.includes(asked)) {
    return asked ?? dimensions;
  }
  throw new GatewayError(
    "UNSUPPORTED_DIMENSIONS",
    `${id} has no vectors of ${asked} dimensions for video; it has ${has.join(", ")}.`,
  );
}

export function takesNoVideo(model: Model): GatewayError {
  return new GatewayError("UNSUPPORTED_MODALITY", `${model.id} does not take VIDEO.`);
}

/**
 * A video in Cloud Storage that would be decoded here: where that is only the fallback, what the first
 * choice lacks.
 */
export function cannotRead(
  { availability }: Engine,
  { model, route }: Choice,
  by: "frames" | "clips",
): GatewayError {
  if (route?.fallback && route.recommended.video === "NATIVE") {
    return unavailable(
      route.recommended,
      availability(route.recommended),
      `No fallback reads a gcsUri: ${model.id} takes video by ${by}.`,
    );
  }
  return new GatewayError(
    "UNSUPPORTED_MODALITY",
    `${model.id} takes video by ${by} and cannot read a gcsUri. Send the video as url, base64 ` +
      "or upload, or name a model that reads it itself, such as Vertex AI's.",
  );
}
