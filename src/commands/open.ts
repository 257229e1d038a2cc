import { findModel, nearMisses, unknownModel } from "../../models/find-model.ts";
import type { Model } from "../../models/model.ts";
import { createWeights, type ModelWeights } from "../../providers/onnx/index.ts";
import { loadCatalog } from "../inference/catalog.ts";
import { type Config, readConfig } from "../config/config.ts";
import { type Core, createCore } from "../inference/engine.ts";
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
  const model = knownModel(await loadCatalog(config, log), id);
  return { config, model, weights: createWeights(config, log) };
}

/** Everything that a server has but HTTP; ends with `close`. */
export async function openCore(terminal: Terminal): Promise<Core> {
  const config = readConfig(terminal.env);
  return createCore({ config, log: terminalLog(terminal) });
}

/** @throws Error with the names that look like it */
export function knownModel(models: readonly Model[], id: string): Model {
  const model = findModel(models, id);
  if (model) {
    return model;
  }
  if (nearMisses(models, id).length > 0) {
    throw unknownModel(models, id);
  }
  throw new Error(`There is no model "${id}". \`npm run models -- list\` shows all.`);
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
