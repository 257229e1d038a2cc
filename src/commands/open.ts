import { knownModel } from "../../models/find-model.ts";
import type { Model } from "../../models/model.ts";
import { createWeights, type ModelWeights } from "../../providers/onnx/index.ts";
import { loadCatalog } from "../inference/catalog.ts";
import { type Config, readConfig } from "../config/config.ts";
import { createEngine, type Engine } from "../inference/engine.ts";
import { type Terminal, terminalLog, WrongUsage } from "./command.ts";

/** What commands about one model begin with. */
export interface Chosen {
  readonly config: Config;
  readonly model: Model;
  /** Ends with `close`. */
  readonly weights: ModelWeights;
}

/**
 * The model of that id or alias, and where its files are.
 * @throws UNKNOWN_MODEL with the names that look like it
 */
export async function openModel(id: string, terminal: Terminal): Promise<Chosen> {
  const config = readConfig(terminal.env);
  const log = terminalLog(terminal);
  const model = modelNamed(id, await loadCatalog(config, log));
  return { config, model, weights: createWeights(config, log) };
}

/** Ends with `close`. */
export async function openEngine(terminal: Terminal): Promise<Engine> {
  return createEngine({ config: readConfig(terminal.env), log: terminalLog(terminal) });
}

/** @throws UNKNOWN_MODEL with the names that look like it, or how to list all */
export function modelNamed(id: string, models: readonly Model[]): Model {
  return knownModel(models, id, "`npm run models -- list` shows all.");
}

/** The only positional argument. @throws WrongUsage */
export function oneId(positionals: readonly string[]): string {
  const [id, ...others] = positionals;
  if (id === undefined) {
    throw new WrongUsage("Which model? Give its id or an alias.");
  }
  if (others.length > 0) {
    throw new WrongUsage(`One model at a time; ${others.join(", ")} is more.`);
  }
  return id;
}
