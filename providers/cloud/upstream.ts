/** What a service said, fit for a log: short, and without keys and what we sent it. */
export function withoutSecrets(message: string, secrets: readonly (string | undefined)[]): string {
  let clean = message.replace(/[\w+/=-]{80,}/g, "…");
  // A service that repeats a long text may cut it.
  for (const secret of secrets) {
    if (secret) {
      clean = clean.replaceAll(secret, "…").replaceAll(secret.slice(0, 24), "…");
    }
  }
  return clean.slice(0, 300);
}

/** The `Retry-After` header: seconds or a date (RFC 9110, 10.2.3) → milliseconds from now. */
export function retryAfterMs(header: string | null | undefined): number | undefined {
  if (!header) {
    return undefined;
  }
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
