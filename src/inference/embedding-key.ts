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

/** Of what an embedding follows from: its content as a hash. */
export function keyOf(model: Model, input: Input, { dimensions, purpose }: PassOptions): string {
  const digest =
    input.modality === "TEXT" ? digestOf(input.text) : (input.digest ?? digestOf(input.bytes));
  return [model.id, input.modality, dimensions, purpose, digest].join("\n");
}
