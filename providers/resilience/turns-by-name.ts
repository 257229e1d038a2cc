import { createTurns, type InTurn } from "./turns.ts";

/**
 * Turns of each name, which are forgotten when nobody has or wants one. Where a name's limit has changed,
 * who comes now does not wait for those of the earlier one.
 */
export function createTurnsByName() {
  const known = new Map<
    string,
    { readonly atOnce: number; readonly inTurn: InTurn; users: number }
  >();

  return async <T>(
    name: string,
    atOnce: number,
    work: () => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> => {
    let entry = known.get(name);
    if (entry?.atOnce !== atOnce) {
      entry = { atOnce, inTurn: createTurns(atOnce), users: 0 };
      known.set(name, entry);
    }
    entry.users++;
    try {
      return await entry.inTurn(work, signal);
    } finally {
      if (--entry.users === 0 && known.get(name) === entry) {
        known.delete(name);
      }
    }
  };
}
