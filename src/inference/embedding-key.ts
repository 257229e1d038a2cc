import { hash } from "node:crypto";
import { digestOf } from "../../models/digest.ts";
import type { Input, Model, Purpose } from "../../models/model.ts";
import type { PassOptions } from "./embedder.ts";

/** A Matryoshka vector is made whole and shortened here, so that all lengths share one pass. */
export function ofPass(model: Model, dimensions: number, purpose: Purpose): PassOptions {
  return {
    dimensions: model.matryoshka ? model.dimensions : dimensions,
    purpose: model.distinguishesPurpose ? purpose : "DOCUMENT",
  };
}

/**
 * Of what an embedding follows from: its content as a hash. The first line is the model's id, also
 * in the keys of labels.
 */
export function keyOf(model: Model, input: Input, { dimensions, purpose }: PassOptions): string {
  const digest =
    input.modality === "TEXT" ? digestOf(input.text) : (input.digest ?? digestOf(input.bytes));
  const language = model.distinguishesLanguage && input.modality === "TEXT" ? [input.language] : [];
  return [model.id, input.modality, dimensions, purpose, ...language, digest].join("\n");
}

/**
 * The name of a key's row in a store that others share: by the revision of what computes it, as two
 * replicas may have different files under one id, and two ids may be names of the same files.
 *
 * @param revisionOf by the model's id; undefined while it is not known
 */
export function sharedName(
  key: string,
  revisionOf: (model: string) => string | undefined,
): string | undefined {
  const end = key.indexOf("\n");
  const revision = revisionOf(key.slice(0, end));
  return revision === undefined
    ? undefined
    : `parallax:embedding:${hash("sha256", revision + key.slice(end), "base64url")}`;
}
