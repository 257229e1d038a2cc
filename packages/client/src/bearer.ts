/**
 * The header by which a gateway knows a caller.
 *
 * @throws TypeError for what no header can carry: `fetch` would say so, with the key in its message
 */
export function bearer(key: string): string {
  if (typeof key !== "string" || !/^[!-~]+$/.test(key)) {
    throw new TypeError(
      "The key is empty, or has a character that no key has, such as a space or a line break.",
    );
  }
  return `Bearer ${key}`;
}
