import type { Explained } from "../cloud/errors.ts";
import { explainStatus } from "../cloud/statuses.ts";

/**
 * The SDK's error in our words.
 *
 * @param secrets what must not be logged, should the service repeat it
 */
export function explain(failure: unknown, secrets: readonly (string | undefined)[]): Explained {
  const { statusCode, body, rawResponse, message } = (failure ?? {}) as Partial<CohereFailure>;
  const status = statusCode === unreachable ? undefined : statusCode;
  const said = typeof body === "string" ? body : (body?.message ?? message ?? String(failure));
  const retryAfter = rawResponse?.headers?.get("retry-after");
  return explainStatus(cohere, { status, said, retryAfter }, secrets);
}

const cohere = {
  name: "Cohere",
  key: "CO_API_KEY",
  address: "COHERE_BASE_URL",
  largest: "20 MB, 128,000 tokens",
};

interface CohereFailure {
  readonly statusCode: number;
  readonly body: string | { readonly message?: string };
  readonly rawResponse: { readonly headers?: Headers };
  readonly message: string;
}

/** What the SDK's fetch answers when there is no answer: see client.ts. HTTP has no such status. */
export const unreachable = 599;
