import { readFile } from "node:fs/promises";
import { z } from "zod";
import { GatewayError } from "../../../../models/errors.ts";

/** A linear layer: `weight` is [outputs, inputs]. */
export interface Dense {
  readonly weight: Float32Array;
  readonly bias?: Float32Array;
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * Reads `linear.weight` and `linear.bias` of a safetensors file: eight bytes with the length of
 * a JSON header, the header, the numbers. Source: huggingface/safetensors README.
 *
 * @throws GatewayError MODEL_UNAVAILABLE
 */
export async function readDense(path: string): Promise<Dense> {
  const file = await readFile(path).catch((cause: unknown) => {
    throw broken("it cannot be read", cause);
  });
  const header = readHeader(file);
  const weight = header["linear.weight"];
  if (weight?.shape.length !== 2) {
    throw broken("it has no matrix linear.weight");
  }
  const [outputs, inputs] = weight.shape as [number, number];
  const bias = header["linear.bias"];
  const dense = { weight: numbers(file, weight), inputs, outputs };
  return bias ? { ...dense, bias: numbers(file, bias) } : dense;
}

const Tensor = z.object({
  dtype: z.string(),
  shape: z.array(z.number().int().positive()),
  data_offsets: z.tuple([z.number().int().nonnegative(), z.number().int().positive()]),
});
type Tensor = z.infer<typeof Tensor>;
const Header = z.looseObject({
  "linear.weight": Tensor.optional(),
  "linear.bias": Tensor.optional(),
});

function readHeader(file: Buffer): z.infer<typeof Header> {
  try {
    return Header.parse(JSON.parse(file.toString("utf8", 8, dataStart(file))));
  } catch (cause) {
    throw broken("its header is not that of a safetensors file", cause);
  }
}

function dataStart(file: Buffer): number {
  return 8 + Number(file.readBigUInt64LE(0));
}

function numbers(file: Buffer, { dtype, shape, data_offsets: [begin, end] }: Tensor): Float32Array {
  if (dtype !== "F32") {
    throw broken(`its numbers are ${dtype}, expected F32`);
  }
  const start = dataStart(file);
  // Copied, because the numbers need not begin at a multiple of four bytes.
  const bytes = Uint8Array.from(file.subarray(start + begin, start + end));
  const count = shape.reduce((product, side) => product * side, 1);
  if (bytes.length !== 4 * count) {
    throw broken("it is cut off");
  }
  return new Float32Array(bytes.buffer);
}

function broken(problem: string, cause?: unknown): GatewayError {
  return new GatewayError(
    "MODEL_UNAVAILABLE",
    `The weights of the dense layer cannot be used: ${problem}`,
    { retryable: false, cause },
  );
}
