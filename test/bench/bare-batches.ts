import { createTokenizer, layOut } from "../../providers/onnx/worker/texts/tokenize.ts";
import { openImage } from "../../providers/onnx/worker/images/decode.ts";
import { pixels } from "../../providers/onnx/worker/images/pixels.ts";
import type { Feeds, GraphInfo } from "../../providers/onnx/worker/graph.ts";
import type { ImageTower, TextTower } from "../../providers/onnx/towers.ts";

/** Inputs of one kind, cut into batches that are ready to run. */
export interface Prepared {
  /** Tokens of each text, in the order that the texts came in. */
  readonly tokens: readonly number[];
  /**
   * Each batch has at most `rows`; texts of like length lie together. `most`: of no more inputs,
   * taken evenly from short and long.
   */
  batches(rows: number, inputs: GraphInfo["inputs"], most?: number): Batch[];
}

export interface Batch {
  readonly feeds: Feeds;
  readonly rows: number;
}

/** The same tokens that the gateway makes of the texts: by its own tokenizer. */
export async function prepareTexts(texts: readonly string[], tower: TextTower): Promise<Prepared> {
  const tokenize = await createTokenizer(tower);
  const tokens = await tokenize(texts);
  const byLength = tokens.toSorted((a, b) => a.ids.length - b.ids.length);
  return {
    tokens: tokens.map(({ ids }) => ids.length),
    batches: (rows, inputs, most) =>
      chunks(sample(byLength, most), rows).map((chunk) => {
        const { ids, mask, width } = layOut(chunk, tower.tokens);
        const dims = [chunk.length, width];
        const feeds = inputs.map(({ name, type }) => {
          const values = name.includes("mask") ? mask : ids;
          const data = type === "int64" ? BigInt64Array.from(values, BigInt) : values;
          return [name, { data, dims }];
        });
        return { feeds: Object.fromEntries(feeds) as Feeds, rows: chunk.length };
      }),
  };
}

/** The same pixels that the gateway makes of the images: by its own decoder and resizing. */
export async function prepareImages(
  images: readonly Uint8Array[],
  { pixels: spec }: ImageTower,
): Promise<Prepared> {
  const side = spec.crop ?? spec.size;
  const floats = 3 * side * side;
  const rows = await Promise.all(
    images.map(async (bytes) => {
      const row = new Float32Array(floats);
      const image = await openImage(bytes, { maxPixels: 50_000_000, alpha: spec.alpha });
      pixels(await image.decode(), spec, row, 0);
      return row;
    }),
  );
  return {
    tokens: [],
    batches: (size, inputs, most) =>
      chunks(sample(rows, most), size).map((chunk) => {
        const data = new Float32Array(chunk.length * floats);
        chunk.forEach((row, i) => data.set(row, i * floats));
        const feeds = { [inputs[0]!.name]: { data, dims: [chunk.length, 3, side, side] } };
        return { feeds, rows: chunk.length };
      }),
  };
}

function sample<T>(items: readonly T[], most = items.length): readonly T[] {
  const step = Math.ceil(items.length / most);
  return items.filter((_, i) => i % step === 0);
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
