import type { Log } from "../../provider.ts";
import type { Supervised } from "./supervisor.ts";

/**
 * Unloads the least recently used models when all processes together pass the budget; never one
 * that is in use, nor the last: one that is larger than the budget would be loaded for each request.
 * A budget of 0 is none.
 */
export function createMemory(budgetMb: number, log: Log) {
  /** In order of use, the oldest first. */
  const models = new Map<Supervised, { id: string; inUse: number }>();

  return {
    async use<T>(id: string, model: Supervised, work: () => Promise<T>): Promise<T> {
      const entry = models.get(model) ?? { id, inUse: 0 };
      models.delete(model);
      models.set(model, entry);
      entry.inUse++;
      try {
        return await work();
      } finally {
        entry.inUse--;
        if (budgetMb > 0) {
          unloadPastBudget();
        }
      }
    },
  };

  function unloadPastBudget(): void {
    const loaded = [...models].filter(([model]) => model.residentBytes > 0);
    let total = loaded.reduce((sum, [model]) => sum + model.residentBytes, 0);
    let left = loaded.length;
    for (const [model, { id, inUse }] of loaded) {
      if (total <= budgetMb * 1024 * 1024 || left === 1) {
        return;
      }
      if (inUse > 0) {
        continue;
      }
      total -= model.residentBytes;
      left--;
      log.info({ model: id }, "unloaded: past MEMORY_BUDGET_MB");
      model.unload();
    }
  }
}
