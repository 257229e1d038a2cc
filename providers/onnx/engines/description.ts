import { EngineFailure, type EngineModel } from "./client.ts";
import { sentTypes } from "./tensors.ts";

/** Metadata of a model, as both forms of the protocol have it. */
export interface Metadata {
  readonly platform: string;
  readonly versions: readonly string[];
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly Pick<TensorMetadata, "name">[];
}

export interface TensorMetadata {
  readonly name: string;
  readonly datatype: string;
  /** With the batch in front, unlike `dims` of Triton's configuration; -1: any size. */
  readonly shape: readonly number[];
}

/**
 * @param maxBatchSize of Triton's configuration; 0, where the server makes no batches of its own
 * @throws EngineFailure where the graph cannot be fed from what is said of it
 */
export function toModel(metadata: Metadata, maxBatchSize = 0): EngineModel {
  const { platform, versions, inputs, outputs } = metadata;
  if (inputs.length === 0 || outputs.length === 0) {
    const side = inputs.length === 0 ? "inputs" : "outputs";
    throw new EngineFailure("malformed", `The model's metadata names no ${side}.`);
  }
  return {
    platform,
    versions,
    outputs: outputs.map(({ name }) => name),
    inputs: inputs.map(({ name, datatype, shape }) => {
      const type = sentTypes.get(datatype);
      if (!type) {
        const known = [...sentTypes.keys()].join(", ");
        const message = `The model's input ${name} takes ${datatype}: expected one of ${known}.`;
        throw new EngineFailure("malformed", message);
      }
      return { name, type, shape: shape.map((size, i) => (size < 0 ? `dimension ${i}` : size)) };
    }),
    ...(maxBatchSize > 0 && { maxBatch: maxBatchSize }),
  };
}

/** How two descriptions of what should be one graph differ; undefined where they do not. */
export function difference(model: EngineModel, other: EngineModel): string | undefined {
  const [mine, theirs] = [inWords(model), inWords(other)];
  return mine === theirs ? undefined : `${theirs}, where another endpoint has ${mine}`;
}

function inWords({ inputs, outputs }: EngineModel): string {
  const tensors = inputs
    .map(({ name, type, shape }) => {
      const sizes = shape.map((size) => (typeof size === "number" ? size : "any"));
      return `${name} ${type}[${sizes.join(", ")}]`;
    })
    .toSorted();
  return `${tensors.join(", ")} → ${outputs.toSorted().join(", ")}`;
}
