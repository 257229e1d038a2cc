import { embedded } from "../models/catalog/embedded.ts";
import { catalog as known } from "../models/catalog/index.ts";
import { findModel } from "../models/find-model.ts";
import type { Model } from "../models/types.ts";
import type { Log } from "../providers/provider.ts";
import type { Config } from "./config.ts";

/**
 * The models of this server: those that Parallax knows, and the operator's own. A directory named
 * for a known id only says where that model's files are; what it has no tower for, the model
 * takes no longer.
 */
export async function loadCatalog(
  { LOCAL_MODELS, PRICES }: Config,
  log: Log,
  models: readonly Model[] = [embedded, ...known],
): Promise<readonly Model[]> {
  const own = await Promise.all(
    LOCAL_MODELS.map(async ({ id, directory }): Promise<Model> => {
      const record = findModel(models, id);
      const { readModalities, readOwnModel } = await import("../providers/onnx/own-model.ts");
      if (!record) return readOwnModel(id, directory, log);
      const modalities = await readModalities(directory);
      const video = modalities.includes("IMAGE") ? record.video : "NONE";
      return { ...record, modalities, video, weights: { from: "directory", directory } };
    }),
  );
  /** Under every name that the same files have. */
  const withOwnFiles = (model: Model): Model => {
    const files = JSON.stringify(model.weights);
    const given = own.find(({ id }) => {
      const record = findModel(models, id);
      return record && JSON.stringify(record.weights) === files;
    });
    if (!given?.weights) return model;
    const { modalities, video, weights } = given;
    return { ...model, modalities, video, weights };
  };
  return [...models.map(withOwnFiles), ...own.filter(({ id }) => !findModel(models, id))].map(
    (model) => ({ ...model, pricing: repriced(model, PRICES) }),
  );
}

/** The catalog's prices are approximate; the operator knows what the contract says. */
function repriced(model: Model, prices: Config["PRICES"]): Model["pricing"] {
  const own = prices.filter((price) => findModel([model], price.model));
  return model.pricing.map(({ usdMax, note, ...price }) => {
    const given = own.find(({ modality }) => modality === price.modality);
    if (given) return { ...price, usd: given.usd, note: "set by PRICES" };
    return { ...price, ...(usdMax !== undefined && { usdMax }), ...(note && { note }) };
  });
}
