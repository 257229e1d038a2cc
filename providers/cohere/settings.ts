import { integer, secret, serviceUrl, setting, type ValuesOf } from "../settings.ts";

export const cohereSettings = {
  CO_API_KEY: secret("Cohere API key"),
  COHERE_BASE_URL: setting(serviceUrl().optional(), undefined, "another address of Cohere's API"),
  COHERE_INPUTS_PER_MINUTE: setting(integer(1), 2000, "inputs per minute that the key may send"),
  COHERE_IMAGES_PER_MINUTE: setting(
    integer(1),
    400,
    "images per minute that the key may send; a trial key may send 5",
  ),
};

export type CohereSettings = ValuesOf<typeof cohereSettings>;
