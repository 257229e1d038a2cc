import type { Row } from "../../providers/provider.ts";
import { countLookUps } from "../../providers/tracing.ts";
import type { EmbeddingCache } from "./cache.ts";

/** A near cache before a far one: only what the near one lacks is asked of the far one, and kept. */
export function createTwoLevelCache(near: EmbeddingCache, far: EmbeddingCache): EmbeddingCache {
  return {
    async getMany(keys) {
      const rows = await near.getMany(keys);
      const missing = [...rows.keys()].filter((i) => !rows[i]);
      countLookUps("local", { hit: keys.length - missing.length, miss: missing.length });
      if (missing.length === 0) {
        return rows;
      }
      const found = await far.getMany(missing.map((i) => keys[i]!));
      const entries: [string, Row][] = [];
      for (const [j, i] of missing.entries()) {
        const row = found[j];
        rows[i] = row;
        if (row) {
          entries.push([keys[i]!, row]);
        }
      }
      await near.setMany(entries);
      return rows;
    },
    async setMany(entries) {
      await Promise.all([near.setMany(entries), far.setMany(entries)]);
    },
  };
}
