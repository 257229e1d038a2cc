import { z } from "zod";
import type { Directory } from "./directory.ts";
import type { Pooling } from "../towers.ts";

const PoolingConfig = z.looseObject({
  pooling_mode: z.union([z.string(), z.array(z.string())]).nullish(),
  pooling_mode_mean_tokens: z.boolean().nullish(),
  pooling_mode_cls_token: z.boolean().nullish(),
});
const DenseConfig = z.looseObject({
  out_features: z.number().int().positive(),
  activation_function: z.string().nullish(),
});
const poolingFile = "1_Pooling/config.json";
const denseFile = "2_Dense/config.json";
const weights = "2_Dense/model.safetensors";

/** The modules that sentence-transformers puts behind the text tower, where there are any. */
export async function readPooling(
  directory: Directory,
): Promise<{ pooling: Pooling; dimensions?: number } | undefined> {
  const stated = await directory.json(poolingFile, PoolingConfig);
  const dense = await directory.json(denseFile, DenseConfig);
  if (!stated && !dense) {
    return undefined;
  }
  const kind = stated ? kindOf(stated) : "mean";
  if (!kind) {
    throw directory.wrong(poolingFile, "expected pooling by mean or by the first token");
  }
  if (!dense) {
    return { pooling: { kind } };
  }
  if (dense.activation_function && !/Identity/.test(dense.activation_function)) {
    throw directory.wrong(denseFile, `activation_function is ${dense.activation_function}`);
  }
  if (!directory.has(weights)) {
    throw directory.lacks(weights, "the weights of the dense layer");
  }
  return {
    pooling: { kind, dense: directory.absolute(weights) },
    dimensions: dense.out_features,
  };
}

function kindOf(config: z.infer<typeof PoolingConfig>): Pooling["kind"] | undefined {
  const mode = Array.isArray(config.pooling_mode)
    ? config.pooling_mode.join()
    : config.pooling_mode;
  if (mode === "mean" || (!mode && config.pooling_mode_mean_tokens)) {
    return "mean";
  }
  if (mode === "cls" || (!mode && config.pooling_mode_cls_token)) {
    return "first";
  }
  return undefined;
}
