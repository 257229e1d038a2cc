import type { Embedding } from "../models/embedding.ts";
import { products } from "../models/vector/products.ts";
import { mapInTurn } from "./time-slice.ts";

/** Multiplications of one step: some milliseconds. */
const multiplications = 2 ** 22;

/**
 * The cosines of every image with every one of the vectors, of which there is at least one: a row
 * an image. An image that failed stays its Error.
 * @throws as inTurn
 */
export async function cosineTable(
  images: readonly (Embedding | Error)[],
  vectors: readonly Float32Array[],
  signal: AbortSignal,
): Promise<(Float32Array | Error)[]> {
  const embedded = images.flatMap((image) => (image instanceof Error ? [] : image.vector));
  const ofRow = vectors.length * vectors[0]!.length;
  const rowsAtOnce = Math.max(1, Math.floor(multiplications / ofRow));
  const blocks = Array.from({ length: Math.ceil(embedded.length / rowsAtOnce) }, (_, i) =>
    embedded.slice(i * rowsAtOnce, (i + 1) * rowsAtOnce),
  );
  const table = await mapInTurn(blocks, signal, (block) => products(block, vectors));
  const rows = table.flat().values();
  return images.map((image) => (image instanceof Error ? image : rows.next().value!));
}
