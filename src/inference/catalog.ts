import { resolve } from "node:path";
import { embedded } from "../../models/catalog/embedded.ts";
import { catalog } from "../../models/catalog/index.ts";
import { findModel, haveSameFiles, unknownModel } from "../../models/find-model.ts";
import type { Model } from "../../models/model.ts";
import type { Log } from "../../providers/provider.ts";
import type { Config } from "../config/config.ts";
import { checkEngines, enginesOf } from "./engines-of.ts";

/**
 * The models of this server: those that Parallax knows, the operator's own, and those that other
 * servers run (REMOTE_MODELS). A directory named for a known id only says where that model's files
 * are; what it has no tower for, the model takes no longer. Each has the engines that run its towers.
 *
 * @throws Error naming the setting and what of it is wrong
 */
export async function loadCatalog(
  config: Config,
  log: Log,
  known: readonly Model[] = [embedded, ...catalog],
): Promise<readonly Model[]> {
  const { LOCAL_MODELS, ENGINES, PRICES } = config;
  checkOnce(LOCAL_MODELS, known);
  const context = { config, log, known };
  const own = await Promise.all(LOCAL_MODELS.map((entry) => readEntry(entry, context)));
  const local = [
    ...known.map((model) => withEngines(withFilesOf(own, model, known), model)),
    ...own.filter(({ id }) => !findModel(known, id)).map((model) => withEngines(model, model)),
  ];
  const models = [...local, ...(await readRemote(config, local))];
  checkEngines(ENGINES, models);
  for (const { model } of PRICES) {
    if (!findModel(models, model)) {
      throw new Error(`PRICES: ${unknownModel(models, model).message}`);
    }
  }
  return models.map((model) => ({ ...model, pricing: repriced(model, PRICES) }));

  /** By the record that the catalog has: other files are none of its names' business. */
  function withEngines(model: Model, record: Model): Model {
    const engines = enginesOf(record, ENGINES, known);
    return engines ? { ...model, engines } : model;
  }
}

type Entry = Config["LOCAL_MODELS"][number];

/** @throws Error for an id that is there twice, be it under two names */
function checkOnce(entries: readonly Entry[], known: readonly Model[]): void {
  const seen = new Set<string>();
  for (const { id: name } of entries) {
    const id = findModel(known, name)?.id ?? name;
    if (seen.has(id)) {
      throw new Error(`LOCAL_MODELS has ${id} twice${name === id ? "" : ` (as ${name})`}.`);
    }
    seen.add(id);
  }
}

/** The record of one entry. @throws Error naming the id and the whole path */
async function readEntry(
  { id, directory }: Entry,
  { config, log, known }: { config: Config; log: Log; known: readonly Model[] },
): Promise<Model> {
  const path = resolve(directory);
  const record = findModel(known, id);
  try {
    if (record && !record.weights) {
      throw new Error(`${record.id} is no local model.`);
    }
    const onnx = await import("../../providers/onnx/index.ts");
    const engines = enginesOf(record ?? { id }, config.ENGINES, known);
    const graphs = onnx.engineGraphs(engines, config);
    return await (record
      ? onnx.readOwnFiles(record, path, graphs)
      : onnx.readOwnModel(id, path, { log, graphs }));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`LOCAL_MODELS ${id}=${path}: ${reason}`, { cause });
  }
}

/** @throws Error naming the field of the file that does not go with the other models */
async function readRemote(
  { REMOTE_MODELS }: Config,
  others: readonly Model[],
): Promise<readonly Model[]> {
  if (REMOTE_MODELS.length === 0) {
    return [];
  }
  const { remoteRecords } = await import("../../providers/remote/index.ts");
  try {
    return remoteRecords(REMOTE_MODELS, others);
  } catch (cause) {
    throw new Error(`REMOTE_MODELS: ${(cause as Error).message}`, { cause });
  }
}

/** The operator's files of a model: named for it, or for another name of the same files. */
function withFilesOf(own: readonly Model[], model: Model, known: readonly Model[]): Model {
  if (!model.weights) {
    return model;
  }
  const given =
    own.find(({ id }) => id === model.id) ??
    own.find(({ id }) => haveSameFiles(findModel(known, id), model));
  if (!given?.weights) {
    return model;
  }
  const { modalities, video, weights } = given;
  return { ...model, modalities, video, weights };
}

/** The catalog's prices are approximate; the operator knows what the contract says. */
function repriced(model: Model, prices: Config["PRICES"]): Model["pricing"] {
  const own = prices.filter((price) => findModel([model], price.model));
  return model.pricing.map((price) => {
    const given = own.find(({ modality }) => modality === price.modality);
    if (!given) {
      return price;
    }
    const { usdMax: _most, source: _source, asOf: _asOf, ...kept } = price;
    return { ...kept, usd: given.usd, note: "set by PRICES" };
  });
}
