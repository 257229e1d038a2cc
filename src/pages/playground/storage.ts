/**
 * The browser's storage under names of our own: another GraphiQL that once ran on the same host
 * and port neither brings its tabs along nor loses them.
 *
 * Headers of requests may hold a key, and are not kept: GraphiQL would keep them with its history,
 * whatever it is told.
 */
export function storageOfItsOwn(prefix: string): Storage {
  const kept = browserStorage() ?? memory();
  const keys = () => Object.keys(kept).filter((key) => key.startsWith(prefix));
  const setItem = (key: string, value: string) =>
    kept.setItem(prefix + key, withHeaders.has(key) ? withoutHeaders(value) : value);
  // Of earlier versions.
  kept.removeItem(`${prefix}graphiql:headers`);
  for (const key of withHeaders) {
    const value = kept.getItem(prefix + key);
    if (value?.includes('"headers"')) {
      setItem(key, value);
    }
  }
  return {
    getItem: (key) => kept.getItem(prefix + key),
    setItem,
    removeItem: (key) => kept.removeItem(prefix + key),
    key: (index) => keys()[index]?.slice(prefix.length) ?? null,
    clear: () => keys().forEach((key) => kept.removeItem(key)),
    get length() {
      return keys().length;
    },
  };
}

type Kept = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Undefined where the browser lets pages store nothing, which it says by throwing. */
function browserStorage(): Kept | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

/** Until the page is left. What is kept is a property, as with the browser's own. */
function memory(): Kept {
  const methods: Kept & ThisType<Record<string, string>> = {
    getItem(key) {
      return this[key] ?? null;
    },
    setItem(key, value) {
      this[key] = value;
    },
    removeItem(key) {
      delete this[key];
    },
  };
  return Object.create(methods) as Kept;
}

const withHeaders: ReadonlySet<string> = new Set(
  ["tabState", "queries", "favorites"].map((name) => `graphiql:${name}`),
);

/** Null, as GraphiQL has it where there are none: it would not take a tab without the field. */
function withoutHeaders(json: string): string {
  return JSON.stringify(JSON.parse(json), (name, value: unknown) =>
    name === "headers" ? null : value,
  );
}
