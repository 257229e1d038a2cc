import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { dot, normalize } from "../../../models/vector/vector.ts";
import { createImageTower } from "../../../providers/onnx/worker/image-tower.ts";
import { type RunTower, runAll } from "../../../providers/onnx/worker/pass.ts";
import type { Graph } from "../../../providers/onnx/worker/graph.ts";
import { createTextTower } from "../../../providers/onnx/worker/text-tower.ts";
import type { Text } from "../../../providers/onnx/worker/texts/tokenize.ts";
import type { FileSource, GraphSource, TextTower, Towers } from "../../../providers/onnx/towers.ts";

/** Float32 in base64: normalised vectors, and scores as [images, texts]. */
export interface Golden {
  readonly dimensions: number;
  readonly texts: string;
  readonly labels: string;
  readonly images?: string;
  readonly scores?: string;
  /** Of the texts, where the model is told them. */
  readonly languages?: readonly string[];
}
export interface Inputs {
  readonly texts: readonly string[];
  readonly images: readonly string[];
  readonly labels: readonly string[];
  readonly templates: readonly string[];
}

export const fixtures = join(import.meta.dirname, "../../fixtures/tiny");
export const inputs = await readJson<Inputs>("inputs.json");
export const templates = inputs.templates.map((template) => template.replace("{}", "{label}"));
export const images = await Promise.all(
  inputs.images.map((name) => readFile(join(fixtures, "images", name))),
);

export async function openText(tower: TextTower): Promise<RunTower<Text>> {
  return createTextTower(tower, await open(tower.graph));
}

export async function openImage({ image }: Towers): Promise<RunTower<Uint8Array>> {
  return createImageTower(image!, await open(image!.graph), 1e6);
}

export async function embed<T>(tower: RunTower<T>, values: readonly T[]): Promise<Float32Array[]> {
  const { rows } = await runAll(tower, values);
  return rows.map((row) => {
    if (row instanceof Error) {
      throw row;
    }
    return normalize(row.vector.slice());
  });
}

/** A graph in this process and thread, for tests of what is around it. */
export async function open(source: GraphSource): Promise<Graph> {
  const { file } = source as FileSource;
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1 });
  const inputs = session.inputMetadata.map((input) => {
    if (!input.isTensor) {
      throw new Error("not a tensor");
    }
    return { name: input.name, type: input.type, shape: [...input.shape] };
  });
  return {
    inputs,
    outputs: session.outputNames,
    runCost: 8,
    async run(feeds, output) {
      const tensors = Object.entries(feeds).map(([name, { data, dims }]) => {
        if (data instanceof BigInt64Array) {
          return [name, new Tensor("int64", data, dims)];
        }
        if (data instanceof Int32Array) {
          return [name, new Tensor("int32", data, dims)];
        }
        return [name, new Tensor("float32", data, dims)];
      });
      const fetched = await session.run(Object.fromEntries(tensors), [output]);
      const { data, dims } = fetched[output]!;
      return { data: data as Float32Array, dims: [...dims], ms: 0 };
    },
  };
}

/** The texts of inputs.json as the model's reference was given them. */
export function textsFor({ languages }: Golden): readonly Text[] {
  const { texts } = inputs;
  return languages ? texts.map((text, i) => ({ text, language: languages[i]! })) : texts;
}

export function worst(got: readonly Float32Array[], expected: readonly Float32Array[]): number {
  return Math.min(...got.map((row, index) => dot(row, expected[index]!)));
}

/** The largest difference between two numbers in the same place. */
export function furthest(got: readonly Float32Array[], expected: readonly Float32Array[]): number {
  return Math.max(
    ...got.flatMap((row, i) => Array.from(row, (value, j) => Math.abs(value - expected[i]![j]!))),
  );
}

export function vectorsOf({ dimensions }: Golden, base64: string): Float32Array[] {
  const all = floats(base64);
  return Array.from({ length: all.length / dimensions }, (_, row) =>
    all.slice(row * dimensions, (row + 1) * dimensions),
  );
}

export function floats(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(base64, "base64")).buffer);
}

export async function readJson<Value>(file: string): Promise<Value> {
  return JSON.parse(await readFile(join(fixtures, file), "utf8")) as Value;
}
