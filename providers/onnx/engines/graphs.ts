import { basename } from "node:path/posix";
import type { Engines, HubPart } from "../../../models/model.ts";
import type { EngineSource } from "../towers.ts";
import type { EngineSettings } from "./settings.ts";

/** The graphs of a model that engines run, by tower. */
export interface EngineGraphs {
  readonly text?: EngineSource;
  readonly image?: EngineSource;
}

export type GraphSettings = Pick<EngineSettings, "ENGINE_HEADERS" | "ENGINE_CA_FILE"> & {
  readonly REQUEST_TIMEOUT_MS: number;
};

export function engineGraphs(
  { text, image }: Engines = {},
  { ENGINE_HEADERS: headers = {}, ENGINE_CA_FILE: caFile, REQUEST_TIMEOUT_MS }: GraphSettings,
): EngineGraphs {
  const source = (endpoints: EngineSource["endpoints"]): EngineSource => ({
    runtime: "engine",
    endpoints,
    headers,
    ...(caFile && { caFile }),
    timeoutMs: REQUEST_TIMEOUT_MS,
  });
  return { ...(text && { text: source(text) }), ...(image && { image: source(image) }) };
}

/** What of a model's repositories is needed here: not the graphs of towers that engines run. */
export function neededParts(parts: readonly HubPart[], engines: Engines = {}): HubPart[] {
  return parts.map((part) => ({
    ...part,
    files: part.files.filter(
      ({ path }) => !path.endsWith(".onnx") || !engines[towerOf(path, part)],
    ),
  }));
}

/** Of a graph, by its name; one without a name of its own is of the tower whose files lie beside it. */
function towerOf(path: string, { files }: HubPart): keyof Engines {
  const named = /(?:^|\/)(?:(text)|visual|vision|image)/.exec(path);
  if (named) {
    return named[1] ? "text" : "image";
  }
  return files.some((file) => basename(file.path) === "tokenizer.json") ? "text" : "image";
}
