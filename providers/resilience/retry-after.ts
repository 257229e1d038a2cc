/**
 * The `Retry-After` header of HTTP, in seconds or as a date (RFC 9110, 10.2.3).
 *
 * @returns milliseconds from now, or undefined where it says nothing that can be read
 */
export function retryAfterMs(header: string | readonly string[] | null | undefined) {
  const value = typeof header === "string" ? header.trim() : header?.at(-1)?.trim();
  if (!value) {
    return undefined;
  }
  const ms = /^\d{1,9}(\.\d+)?$/.test(value)
    ? Number(value) * 1000
    : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
