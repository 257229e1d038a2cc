import type { Model } from "../../../models/model.ts";
import { type Directory, listDirectory } from "./directory.ts";
import { findOpenClip, openClipTokens } from "./open-clip.ts";
import { readDimensions, readScoring } from "./output.ts";
import { readPixels } from "./pixels.ts";
import { readPooling } from "./pooling.ts";
import { transformersTokens } from "./tokens.ts";
import type { EngineGraphs } from "../engines/graphs.ts";
import type { FileSource, ImageTower, TextTower, Towers } from "../towers.ts";

export interface LayoutOptions {
  /** Which of several graphs of one tower; absent: the full one, else the first there is. */
  readonly precision?: Model["precision"];
}

interface Options extends LayoutOptions {
  /** Graphs that engines run: of these towers only the other files need be here. */
  readonly graphs: EngineGraphs;
}

/**
 * Reads what the files of a model directory say: exports of transformers.js and optimum, of
 * immich, of open_clip_inference, of sentence-transformers. Graphs are not opened.
 *
 * @throws GatewayError MODEL_UNAVAILABLE naming the file that is missing or wrong
 */
export function readTowers(path: string, options: Options): Promise<Towers>;
export function readTowers(path: string, options?: LayoutOptions): Promise<Towers<FileSource>>;
export async function readTowers(path: string, given: Partial<Options> = {}): Promise<Towers> {
  const options = { graphs: {}, ...given };
  const directory = await listDirectory(path);
  const text = await readText(directory, options);
  const image = await readImage(directory, options);
  if (!text && !image) {
    throw directory.lacks("tokenizer.json or preprocessor_config.json", "one for each tower");
  }
  const dimensions = await readDimensions(directory);
  const scoring = await readScoring(directory, Boolean(text && image));
  return {
    ...(text && { text }),
    ...(image && { image }),
    ...(dimensions !== undefined && { dimensions }),
    scoring,
  };
}

async function readText(directory: Directory, options: Options): Promise<TextTower | undefined> {
  const tokenizer = directory.first(["textual/tokenizer.json", "tokenizer.json"]);
  const named = graph(
    directory,
    ["textual/model", "onnx/text_model", "text_model", "text"],
    options,
  );
  const found = named ?? (hasImage(directory) ? undefined : graph(directory, alone, options));
  if (!tokenizer) {
    if (!named) {
      return undefined;
    }
    throw directory.lacks("tokenizer.json", `the tokenizer of ${named}`);
  }
  const engine = options.graphs.text;
  if (!found && !engine) {
    throw directory.lacks(expected("text", options), "the text tower", whole(directory));
  }
  const openClip = await findOpenClip(directory);
  const tokens = openClip?.text_cfg
    ? await openClipTokens(directory, openClip.text_cfg)
    : await transformersTokens(directory);
  const pooling = await readPooling(directory);
  return {
    graph: engine ?? { runtime: "onnxruntime", file: directory.absolute(found!) },
    tokenizer: directory.absolute(tokenizer),
    tokens,
    ...(pooling && { pooling: pooling.pooling }),
  };
}

async function readImage(directory: Directory, options: Options): Promise<ImageTower | undefined> {
  const named = graph(directory, imageGraphs, options);
  const hasText = directory.has("tokenizer.json");
  const found = named ?? (hasText ? undefined : graph(directory, alone, options));
  const engine = options.graphs.image;
  if (!found && !hasImage(directory)) {
    return undefined;
  }
  if (!found && !engine) {
    throw directory.lacks(expected("vision", options), "the image tower", whole(directory));
  }
  return {
    graph: engine ?? { runtime: "onnxruntime", file: directory.absolute(found!) },
    pixels: await readPixels(directory),
  };
}

const alone = ["onnx/model", "model"];
const imageGraphs = ["visual/model", "onnx/vision_model", "vision_model", "visual", "image"];

function hasImage(directory: Directory): boolean {
  return ["visual/preprocess_cfg.json", "preprocessor_config.json"].some(directory.has);
}

function graph(
  directory: Directory,
  stems: readonly string[],
  { precision }: LayoutOptions,
): string | undefined {
  const endings = precision ? [suffixes[precision]] : ["", ...Object.values(suffixes)];
  return directory.first(endings.flatMap((end) => stems.map((stem) => `${stem}${end}.onnx`)));
}

function expected(tower: "text" | "vision", { precision }: LayoutOptions): string {
  return `onnx/${tower}_model${precision ? suffixes[precision] : ""}.onnx`;
}

/** Of the graphs, as transformers.js names them. */
const suffixes = { fp16: "_fp16", q8: "_quantized" } as const;

function whole(directory: Directory): string {
  return alone.some((stem) => directory.has(`${stem}.onnx`))
    ? " (model.onnx runs both towers at once; export each tower as a graph of its own)"
    : "";
}
