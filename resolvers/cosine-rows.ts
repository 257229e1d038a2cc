import type { Model } from "../models/model.ts";
import { dot } from "../models/vector/vector.ts";
import type { Timing } from "../schema/embedding.ts";
import type { ImageInput } from "../schema/image-input.ts";
import type { Context } from "./context.ts";
import { eachOrError } from "./items.ts";
import { joinTimings } from "./timing.ts";

export interface CosineRows {
  /** One row an image, one column a text; an Error for an image that failed. */
  readonly rows: readonly (Float32Array | Error)[];
  readonly timing: Timing;
}

/** Rejects when a text failed: it would leave a hole in every row. */
export async function cosineRows(
  context: Context,
  { model, textModel = model }: { readonly model: Model; readonly textModel?: Model },
  inputs: { readonly images: readonly ImageInput[]; readonly texts: readonly string[] },
  startedAt: number,
): Promise<CosineRows> {
  const [images, texts] = await Promise.all([
    eachOrError(inputs.images, (image) =>
      context.embedImage(model, image, { purpose: "DOCUMENT" }),
    ),
    Promise.all(
      inputs.texts.map((text) => context.embedText(textModel, text, { purpose: "QUERY" })),
    ),
  ]);
  const embedded = images.flatMap((image) => (image instanceof Error ? [] : image));
  return {
    rows: images.map((image) =>
      image instanceof Error
        ? image
        : Float32Array.from(texts, (text) => dot(image.vector, text.vector)),
    ),
    timing: joinTimings(
      [...embedded, ...texts].map((embedding) => embedding.timing),
      startedAt,
    ),
  };
}
