import type { GoogleSettings } from "../cloud/google-settings.ts";
import { integer, secret, serviceUrl, setting, type ValuesOf } from "../settings.ts";

export const geminiSettings = {
  GEMINI_API_KEY: secret("Gemini API key; without one, Gemini is used by Vertex AI"),
  GEMINI_BASE_URL: setting(serviceUrl().optional(), undefined, "another address of Gemini's API"),
  GEMINI_INPUTS_PER_MINUTE: setting(
    integer(1),
    3000,
    "inputs per minute that the key or project may send; a free key may send 100",
  ),
};

/** Of Google Cloud, too: the same model is there. */
export type GeminiSettings = ValuesOf<typeof geminiSettings> & GoogleSettings;
