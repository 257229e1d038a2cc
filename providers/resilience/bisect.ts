/**
 * Runs items as one call and, where that fails, in parts, until the item that is to blame is alone
 * and fails alone. Parts run one after another; results are in the order of the items.
 *
 * @param onFailure what the failure of a call says: try its `halves`, or all its items one by one
 *   (`singles`), or give them up with an Error each. It throws when the whole call must fail.
 */
export async function bisect<T, R>(
  items: readonly T[],
  run: (items: readonly T[]) => Promise<readonly (R | Error)[]>,
  onFailure: (error: unknown, items: readonly T[]) => "halves" | "singles" | Error,
): Promise<(R | Error)[]> {
  try {
    return [...(await run(items))];
  } catch (error) {
    const next = onFailure(error, items);
    if (next instanceof Error) {
      return items.map(() => next);
    }
    const results: (R | Error)[] = [];
    for (const part of next === "halves" ? halves(items) : items.map((item) => [item])) {
      results.push(...(await bisect(part, run, onFailure)));
    }
    return results;
  }
}

function halves<T>(items: readonly T[]): (readonly T[])[] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}
