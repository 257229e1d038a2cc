import type { Model } from "parallax-client";
import { dollars } from "../../shared/numbers.ts";

/** What a thousand inputs of one kind cost by the list price. */
export interface Price {
  readonly text: string;
  /** Dollars for a thousand, the lower end; undefined where the price is for something else. */
  readonly usd?: number;
  readonly note?: string;
}

const multiples: Readonly<Record<string, number>> = { K: 1e3, M: 1e6 };

/**
 * The gateway writes units as "image", "1K embeddings", "1M tokens". A price for tokens, characters
 * or seconds is shown as it stands: how many of them a photo or a text has is the provider's to say.
 */
export function priceOfThousand(model: Model, modality: "IMAGE" | "TEXT"): Price {
  // Of several prices of one kind the gateway takes the first, too.
  const price = model.pricing.find((each) => each.modality === modality);
  if (!price) {
    return { text: model.hosting === "LOCAL" ? "compute only" : "not known" };
  }
  const note = price.note ?? undefined;
  const [, count = "1", letter = "", unit] =
    /^(?:([\d.]+)([KM]?) )?(embedding|image)s?$/.exec(price.unit) ?? [];
  if (!unit) {
    return { text: `${range(price.usd, price.usdMax)} per ${price.unit}`, note };
  }
  const times = 1000 / (Number(count) * (multiples[letter] ?? 1));
  return {
    text: range(price.usd * times, price.usdMax && price.usdMax * times),
    usd: price.usd * times,
    note,
  };
}

function range(from: number, to: number | null): string {
  return to === null ? dollars(from) : `${dollars(from)} to ${dollars(to)}`;
}
