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
