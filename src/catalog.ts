import { embedded } from "../models/catalog/embedded.ts";
import type { Model } from "../models/types.ts";
import { GatewayError } from "../models/errors.ts";

/** The models of this server, by id and alias. */
export interface Catalog {
  readonly models: readonly Model[];
  find(id: string): Model | undefined;
}

export function createCatalog(models: readonly Model[] = [embedded]): Catalog {
  const byName = new Map(
    models.flatMap((model) => [model.id, ...model.aliases].map((name) => [name, model] as const)),
  );
  return { models, find: (id) => byName.get(id) };
}

export function unknownModel(id: string): GatewayError {
  return new GatewayError("UNKNOWN_MODEL", `There is no model ${JSON.stringify(id)}.`);
}
