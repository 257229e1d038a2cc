import type { Model } from "../../models/model.ts";
import { packageVersion } from "../../providers/package-root.ts";
import type { Provider } from "../../providers/provider.ts";
import type { Config } from "../config/config.ts";
import type { SharedStore } from "../replicas/store.ts";
import { createLruCache, type EmbeddingCache, noCache } from "./cache.ts";
import { sharedName } from "./embedding-key.ts";
import { createStoreCache } from "./store-cache.ts";
import { createTwoLevelCache } from "./two-level-cache.ts";

export interface Caches {
  readonly embeddings: EmbeddingCache;
  readonly labels: EmbeddingCache;
  /** Memory for whole sets of labels. */
  readonly recentBytes: number;
  /** Whether replicas share the model's vectors: there is a store, and what makes them is known. */
  isShared(model: Model): boolean;
}

export interface CachesOptions {
  readonly config: Pick<Config, "CACHE_MB" | "SHARED_CACHE_TTL_HOURS">;
  readonly models: readonly Model[];
  provider(model: Model): Provider;
  readonly store: SharedStore | undefined;
}

/** Where finished rows are kept: in this process and, where there is one, in the shared store. */
export function createCaches(options: CachesOptions): Caches {
  const { config, store, models } = options;
  const revisionOf = createRevisionOf(options);
  // So that they are known when the first request comes.
  for (const model of store ? models : []) {
    if (options.provider(model).availability(model).status === "READY") {
      revisionOf(model.id);
    }
  }
  const shared =
    store &&
    createStoreCache({
      store,
      ttlSeconds: config.SHARED_CACHE_TTL_HOURS * 3600,
      nameOf: (key) => sharedName(key, revisionOf),
    });
  // One half for embeddings, one for labels: whoever sends many of the one keeps the other.
  const half = (config.CACHE_MB * 1024 * 1024) / 2;
  const create = (bytes: number) => {
    const near = bytes > 0 ? createLruCache(bytes) : noCache;
    return shared ? createTwoLevelCache(near, shared) : near;
  };
  return {
    embeddings: create(half),
    labels: create(half / 2),
    recentBytes: half / 2,
    isShared: ({ id }) => store !== undefined && revisionOf(id) !== undefined,
  };
}

/** By the model's id. A release may prepare inputs in another way: rows of another are none of ours. */
function createRevisionOf({ models, provider }: CachesOptions) {
  const version = packageVersion();
  const byId = new Map(models.map((model) => [model.id, model]));
  return (id: string): string | undefined => {
    const model = byId.get(id)!;
    const revision = provider(model).revision?.(model);
    return revision && JSON.stringify([version, model.provider, model.precision, revision]);
  };
}
