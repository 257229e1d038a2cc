/**
 * The browser's storage under names of our own: another GraphiQL that once ran on the same host
 * and port neither brings its tabs along nor loses them.
 *
 * Headers of requests may hold a key, and are not kept: GraphiQL would keep them with its history,
 * whatever it is told.
 */
export function storageOfItsOwn(prefix: string): Storage {
  const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  const setItem = (key: string, value: string) =>
    localStorage.setItem(prefix + key, withHeaders.has(key) ? withoutHeaders(value) : value);
  // Of earlier versions.
  localStorage.removeItem(`${prefix}graphiql:headers`);
  for (const key of withHeaders) {
    const value = localStorage.getItem(prefix + key);
    if (value?.includes('"headers"')) {
      setItem(key, value);
    }
  }
  return {
    getItem: (key) => localStorage.getItem(prefix + key),
    setItem,
    removeItem: (key) => localStorage.removeItem(prefix + key),
    key: (index) => keys()[index]?.slice(prefix.length) ?? null,
    clear: () => keys().forEach((key) => localStorage.removeItem(key)),
    get length() {
      return keys().length;
    },
  };
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
