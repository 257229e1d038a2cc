import { GatewayError } from "./errors.ts";
import type { Model } from "./types.ts";

/**
 * Is the model documented for the language of this BCP 47 tag? Regions and scripts do not count.
 * @throws BAD_INPUT for a tag that is none
 */
export function speaks(model: Model, tag: string): boolean {
  const { language } = locale(tag);
  return model.languages.some((own) => new Intl.Locale(own).language === language);
}

function locale(tag: string): Intl.Locale {
  try {
    return new Intl.Locale(tag);
  } catch {
    throw new GatewayError(
      "BAD_INPUT",
      `${JSON.stringify(tag)} is not a BCP 47 language tag, such as "en" or "pt-BR".`,
    );
  }
}
