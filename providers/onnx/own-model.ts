import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Modality, Model } from "../../models/model.ts";
import type { Log } from "../provider.ts";
import type { EngineGraphs } from "./engines/graphs.ts";
import { startProcess } from "./processes/process.ts";
import { readTowers } from "./layout/read-towers.ts";
import type { Towers } from "./towers.ts";

/**
 * A record for a model directory that the catalog does not know (LOCAL_MODELS): everything is read
 * from its files, and it has a space of its own.
 *
 * @param graphs those that engines run: they need not be in the directory
 * @throws MODEL_UNAVAILABLE naming the file that is missing or wrong
 */
export async function readOwnModel(
  id: string,
  directory: string,
  { log, graphs = {} }: { readonly log: Log; readonly graphs?: EngineGraphs },
): Promise<Model> {
  const towers = await readTowers(directory, { graphs });
  const dimensions = towers.dimensions ?? (await measureDimensions(towers));
  const { scoring } = towers;
  log.info({ model: id, dimensions, scoring }, "own model");
  return {
    id,
    aliases: [],
    name: id,
    family: (await modelType(directory)) ?? "own",
    provider: "onnx",
    hosting: "LOCAL",
    space: id,
    modalities: modalitiesOf(towers),
    video: towers.image ? "FRAMES" : "NONE",
    multilingual: false,
    languages: [],
    dimensions,
    supportedDimensions: [dimensions],
    ...(towers.text && { maxTextTokens: towers.text.tokens.maxTokens }),
    ...(towers.text?.tokens.languages && { distinguishesLanguage: true }),
    ...(towers.image && { imageSize: towers.image.pixels.crop ?? towers.image.pixels.size }),
    scoring,
    templates: ["a photo of a {label}."],
    openSource: false,
    useCases: ["on-premise"],
    pricing: [],
    benchmarks: [],
    weights: { from: "directory", directory },
  };
}

/**
 * A record of the catalog whose files are the operator's: what they have no tower for, it takes no
 * longer.
 *
 * @throws MODEL_UNAVAILABLE naming the file that is missing or wrong; Error when the files are
 *   another model's
 */
export async function readOwnFiles(
  record: Model,
  directory: string,
  graphs: EngineGraphs = {},
): Promise<Model> {
  const towers = await readTowers(directory, { graphs });
  const { dimensions = record.dimensions } = towers;
  if (dimensions !== record.dimensions) {
    throw new Error(
      `its files say ${dimensions} dimensions, but ${record.id} has ${record.dimensions}.`,
    );
  }
  const video = towers.image ? record.video : "NONE";
  const weights = { from: "directory", directory } as const;
  return { ...record, modalities: modalitiesOf(towers), video, weights };
}

function modalitiesOf({ text, image }: Towers): Modality[] {
  return [...(text ? (["TEXT"] as const) : []), ...(image ? (["IMAGE"] as const) : [])];
}

/** Some configs do not say: one pass does, through a graph that is here where there is one. */
async function measureDimensions(towers: Towers): Promise<number> {
  const textFirst =
    towers.text?.graph.runtime !== "engine" || towers.image?.graph.runtime !== "onnxruntime";
  const model = startProcess(
    { towers, maxPixels: 1, executionProviders: ["cpu"] },
    measurementTimeoutMs,
  );
  try {
    const { rows } = await model.embed(
      towers.text && textFirst
        ? { modality: "TEXT", values: ["a"] }
        : { modality: "IMAGE", values: [await onePixel()] },
    );
    const [row] = rows;
    if (!row || row instanceof Error) {
      throw row;
    }
    return row.vector.length;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : "it gave no vector";
    throw new Error(
      `config.json states no length of the vectors (projection_dim), and a pass that would show it failed: ${why}`,
      { cause },
    );
  } finally {
    model.kill();
  }
}

const measurementTimeoutMs = 120_000;

async function onePixel(): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp");
  const pixel = { width: 1, height: 1, channels: 3, background: "black" } as const;
  return sharp({ create: pixel }).png().toBuffer();
}

async function modelType(directory: string): Promise<string | undefined> {
  const config = await readFile(join(directory, "config.json"), "utf8").catch(() => "{}");
  return (JSON.parse(config) as { model_type?: string }).model_type;
}
