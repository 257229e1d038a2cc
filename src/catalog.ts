import { embedded } from "../models/catalog/embedded.ts";
import { catalog as known } from "../models/catalog/index.ts";
import { findModel } from "../models/find-model.ts";
import type { Model } from "../models/types.ts";
import type { Log } from "../providers/provider.ts";
import type { Config } from "./config.ts";

/**
 * The models of this server: those that Parallax knows, and the operator's own. A directory named
 * for a known id only says where that model's files are.
 */
export async function loadCatalog(
  { LOCAL_MODELS }: Config,
  log: Log,
  models: readonly Model[] = [embedded, ...known],
): Promise<readonly Model[]> {
  const own = await Promise.all(
    LOCAL_MODELS.map(async ({ id, directory }): Promise<Model> => {
      const record = findModel(models, id);
      if (record) return { ...record, weights: { from: "directory", directory } };
      const { readOwnModel } = await import("../providers/onnx/own-model.ts");
      return readOwnModel(id, directory, log);
    }),
  );
  const replaced = new Map(own.map((model) => [model.id, model]));
  return [
    ...models.map((model) => replaced.get(model.id) ?? model),
    ...own.filter(({ id }) => !findModel(models, id)),
  ];
}
