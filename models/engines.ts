import type { EnginePlace, Modality, Model } from "./model.ts";

/** Where engines run the tower for a modality; undefined where onnxruntime runs it here. */
export function placesOf(
  { engines }: Model,
  modality: Modality,
): readonly EnginePlace[] | undefined {
  return modality === "VIDEO" ? undefined : engines?.[towers[modality]];
}

/** Whether engines run all of a local model, and this machine none of it. */
export function runsElsewhere(model: Model): boolean {
  if (!model.engines) {
    return false;
  }
  const taken = model.modalities.filter((modality) => modality !== "VIDEO");
  return taken.every((modality) => placesOf(model, modality));
}

const towers = { TEXT: "text", IMAGE: "image" } as const;
