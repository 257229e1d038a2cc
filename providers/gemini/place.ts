import type { Availability } from "../../models/model.ts";
import { orUnavailable } from "../cloud/credentials.ts";
import { findAccess, type Access } from "../cloud/google-access.ts";
import type { GeminiSettings } from "./settings.ts";

/** Where the model is asked, and who pays for it. */
export type Place =
  | { readonly api: "gemini"; readonly key: string; readonly url: string }
  | { readonly api: "vertex"; readonly access: Access; readonly url: string };

/**
 * The Gemini API by its key; else Vertex AI by Google Cloud's credentials.
 *
 * @returns why there is neither
 */
export function findPlace(settings: GeminiSettings): Place | Availability {
  const { GEMINI_API_KEY: key, GEMINI_BASE_URL, VERTEX_ENDPOINT } = settings;
  if (key) {
    const url = GEMINI_BASE_URL ?? "https://generativelanguage.googleapis.com";
    return { api: "gemini", key, url };
  }
  const access = findAccess(settings);
  if ("status" in access) {
    return access.status === "NEEDS_CREDENTIALS" ? noKey : access;
  }
  const url = `${access.insecure ? "http" : "https"}://${VERTEX_ENDPOINT ?? access.host}`;
  return { api: "vertex", access, url };
}

/** @throws GatewayError MODEL_UNAVAILABLE when there is none */
export function requirePlace(settings: GeminiSettings): Place {
  return orUnavailable(findPlace(settings));
}

const noKey = {
  status: "NEEDS_CREDENTIALS",
  reason: "There is no API key for Gemini.",
  howToEnable:
    "Set GEMINI_API_KEY to a key from https://aistudio.google.com/apikey, or " +
    "GOOGLE_CLOUD_PROJECT and Google Cloud credentials; then restart.",
} as const;
