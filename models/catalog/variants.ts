import type { Model } from "../model.ts";
import { transformersJs, type Export } from "./hub.ts";
import { basePatch32, basePatch32Model } from "./open-ai-clip.ts";
import { siglipBase, siglipBaseModel } from "./siglip.ts";
import { siglip2Base, siglip2BaseModel } from "./siglip2.ts";

/**
 * The same weights at lower precision, as records of their own. Each has its own space: that a
 * variant's vectors may be mixed with the full model's is only documented from cosine 0.99 up,
 * and nobody publishes that figure for these files. SigLIP in fp16 is left out: its text tower
 * is reported to fail on aarch64.
 */
export const variants: readonly Model[] = [
  variant(basePatch32Model, basePatch32, { id: "fp16", suffix: "_fp16", sizeBytes: 305e6 }),
  variant(basePatch32Model, basePatch32, {
    id: "q8",
    suffix: "_quantized",
    sizeBytes: 155_851_446,
  }),
  variant(siglipBaseModel, siglipBase, { id: "q8", suffix: "_quantized", sizeBytes: 213_374_657 }),
  variant(siglip2BaseModel, siglip2Base, { id: "fp16", suffix: "_fp16", sizeBytes: 785e6 }),
  variant(siglip2BaseModel, siglip2Base, {
    id: "q8",
    suffix: "_quantized",
    sizeBytes: 412_355_476,
  }),
];

interface Precision {
  readonly id: "fp16" | "q8";
  readonly suffix: string;
  readonly sizeBytes: number;
}

function variant(model: Model, source: Export, { id, suffix, sizeBytes }: Precision): Model {
  const precision = { fp16: "half precision", q8: "8-bit weights" }[id];
  return {
    ...model,
    id: `${model.id}@${id}`,
    aliases: model.aliases.map((alias) => `${alias}@${id}`),
    name: `${model.name}, ${precision}`,
    space: `${model.space}@${id}`,
    sizeBytes,
    precision: id,
    variantOf: model.id,
    useCases: ["low latency", "on-premise"],
    benchmarks: [],
    weights: transformersJs({ ...source, suffix }),
  };
}
