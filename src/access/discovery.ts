import { z } from "zod";
import { url } from "../../providers/settings.ts";

const document = z.object({ issuer: z.string(), jwks_uri: url() });

/**
 * Where an issuer says that its public keys are (OpenID Connect Discovery).
 * @throws whatever fetch throws; Error when the answer is another issuer's, or none
 */
export async function discoverKeysUrl(issuer: string, timeoutMs: number): Promise<string> {
  const where = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const response = await fetch(where, { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) {
    throw new Error(`${where} answers ${response.status}; set JWT_JWKS_URL`);
  }
  const result = document.safeParse(await response.json());
  if (!result.success) {
    throw new Error(`${where} does not name its keys; set JWT_JWKS_URL`);
  }
  if (result.data.issuer !== issuer) {
    throw new Error(`${where} is that of another issuer, ${result.data.issuer}`);
  }
  return result.data.jwks_uri;
}
