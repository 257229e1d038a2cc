import { integer, secret, serviceUrl, setting, type ValuesOf } from "../settings.ts";

export const voyageSettings = {
  VOYAGE_API_KEY: secret("Voyage AI key, also one of MongoDB Atlas (al-…)"),
  VOYAGE_BASE_URL: setting(
    serviceUrl().optional(),
    undefined,
    "another address of Voyage's API than the one that the key is for",
  ),
  VOYAGE_REQUESTS_PER_MINUTE: setting(
    integer(1),
    2000,
    "requests per minute that the key may send",
  ),
  VOYAGE_TOKENS_PER_MINUTE: setting(
    integer(1),
    2_000_000,
    "tokens per minute that the key may send, of texts, images and videos",
  ),
};

export type VoyageSettings = ValuesOf<typeof voyageSettings>;
