import { findModel, haveSameFiles, unknownModel } from "../../models/find-model.ts";
import type { Engines, Model } from "../../models/model.ts";
import type { Config } from "../config/config.ts";

type Entries = Config["ENGINES"];

/**
 * The endpoints of a model: those that ENGINES names for it, by whatever name, or for another name
 * of the same files.
 */
export function enginesOf(
  model: Pick<Model, "id" | "weights">,
  entries: Entries,
  known: readonly Model[],
): Engines | undefined {
  const own = entries.filter((entry) => {
    const named = findModel(known, entry.id);
    return (named?.id ?? entry.id) === model.id || haveSameFiles(named, model);
  });
  const text = own.flatMap((entry) => entry.text ?? []);
  const image = own.flatMap((entry) => entry.image ?? []);
  if (own.length === 0) {
    return undefined;
  }
  return { ...(text.length > 0 && { text }), ...(image.length > 0 && { image }) };
}

/** @throws Error for a model that there is not, that is no local one, or that has no such tower */
export function checkEngines(entries: Entries, models: readonly Model[]): void {
  for (const { id, text, image } of entries) {
    const model = findModel(models, id);
    if (!model) {
      throw new Error(`ENGINES: ${unknownModel(models, id).message}`);
    }
    if (!model.weights) {
      throw new Error(`ENGINES ${id}: ${model.id} is no local model.`);
    }
    const given = { TEXT: text, IMAGE: image };
    for (const modality of ["TEXT", "IMAGE"] as const) {
      const place = given[modality];
      if (place && !model.modalities.includes(modality)) {
        throw new Error(
          `ENGINES ${id}: ${place.model} is for ${modality}, but ${model.id} takes only ` +
            `${model.modalities.join(" and ")}${lacking(model, modality)}.`,
        );
      }
    }
  }
}

function lacking({ weights }: Model, modality: "TEXT" | "IMAGE"): string {
  const file = { TEXT: "tokenizer.json", IMAGE: "preprocessor_config.json" }[modality];
  return weights?.from === "directory" ? `: its directory has no ${file}` : "";
}
