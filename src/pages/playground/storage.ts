/**
 * The browser's storage under names of our own: another GraphiQL that once ran on the same host
 * and port neither brings its tabs along nor loses them.
 */
export function storageOfItsOwn(prefix: string): Storage {
  const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  return {
    getItem: (key) => localStorage.getItem(prefix + key),
    setItem: (key, value) => localStorage.setItem(prefix + key, value),
    removeItem: (key) => localStorage.removeItem(prefix + key),
    key: (index) => keys()[index]?.slice(prefix.length) ?? null,
    clear: () => keys().forEach((key) => localStorage.removeItem(key)),
    get length() {
      return keys().length;
    },
  };
}
