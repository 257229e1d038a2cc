import { readFile } from "node:fs/promises";
import { GatewayError } from "../../../../models/errors.ts";
import { decodeFloats, MalformedSafetensors, readTensors, type Tensor } from "../../safetensors.ts";

/** Vectors [rows, inputs] to [rows, outputs]. */
export type Dense = (vectors: Float32Array) => Float32Array;

/**
 * The linear layer of a safetensors file: `linear.weight` is [outputs, inputs], as PyTorch stores
 * it, `linear.bias` may lack.
 *
 * @throws GatewayError MODEL_UNAVAILABLE
 */
export async function readDense(path: string): Promise<Dense> {
  const file = await readFile(path).catch((cause: unknown) => {
    throw broken("it cannot be read", cause);
  });
  const { weight, bias } = await readLayer(file);
  if (weight?.shape.length !== 2) {
    throw broken("it has no matrix linear.weight");
  }
  const [outputs, inputs] = weight.shape as [number, number];
  const weights = numbers(file, weight);
  const biases = bias && numbers(file, bias);
  return (vectors) => {
    const rows = vectors.length / inputs;
    const out = new Float32Array(rows * outputs);
    for (let row = 0; row < rows; row++) {
      for (let to = 0; to < outputs; to++) {
        let sum = biases?.[to] ?? 0;
        for (let from = 0; from < inputs; from++) {
          sum += weights[to * inputs + from]! * vectors[row * inputs + from]!;
        }
        out[row * outputs + to] = sum;
      }
    }
    return out;
  };
}

async function readLayer(file: Buffer) {
  try {
    const find = await readTensors(async (start, length) => file.subarray(start, start + length));
    return { weight: find("linear.weight"), bias: find("linear.bias") };
  } catch (cause) {
    if (cause instanceof MalformedSafetensors) {
      throw broken("its header is not that of a safetensors file", cause);
    }
    throw cause;
  }
}

function numbers(file: Buffer, { dtype, shape, start, length }: Tensor): Float32Array {
  if (dtype !== "F32") {
    throw broken(`its numbers are ${dtype}, expected F32`);
  }
  const values = decodeFloats(dtype, file.subarray(start, start + length));
  if (values?.length !== shape.reduce((product, side) => product * side, 1)) {
    throw broken("it is cut off");
  }
  return Float32Array.from(values);
}

function broken(problem: string, cause?: unknown): GatewayError {
  return new GatewayError(
    "MODEL_UNAVAILABLE",
    `The weights of the dense layer cannot be used: ${problem}`,
    { retryable: false, cause },
  );
}
