import { GatewayError } from "../../models/errors.ts";
import type { Input, Model } from "../../models/model.ts";
import { createConverter } from "../cloud/converter.ts";
import { settle, toFailedRow } from "../cloud/rows.ts";
import { createService, nameAtService } from "../cloud/service.ts";
import type { EmbedOptions, Pass, Provider, ProviderContext, Row } from "../provider.ts";
import { bisect } from "../resilience/bisect.ts";
import type { Deadline } from "../resilience/deadline.ts";
import { createClient } from "./client.ts";
import { blameInputs } from "./errors.ts";
import { chunk, toItem, type Item } from "./items.ts";
import type { CohereSettings } from "./settings.ts";

/** embed-v4.0 by Cohere's v2 API. */
export function create(context: ProviderContext<CohereSettings>): Provider {
  const { settings, log } = context;
  const service = createService({ provider: "cohere", name: "Cohere" }, context);
  const client = createClient(context, service);
  const converter = createConverter(settings.MAX_IMAGE_PIXELS, log);

  /** Converts the inputs, sends them in few requests, and puts the rows in the inputs' order. */
  async function embed(
    model: Model,
    inputs: readonly Input[],
    options: EmbedOptions,
    deadline: Deadline,
  ): Promise<Pass> {
    const { signal } = deadline;
    const made = await Promise.all(
      inputs.map((input, index) =>
        toItem(input, index, converter, signal).catch((error) => toFailedRow(error, signal)),
      ),
    );
    const rows: (Row | Error)[] = [];
    const items: Item[] = [];
    for (const [index, item] of made.entries()) {
      if (item instanceof GatewayError) {
        rows[index] = item;
      } else {
        items.push(item);
      }
    }

    const send = (some: readonly Item[]) => client.embed(model, some, options, deadline);
    const maxInputs = client.maxInputs(inputs[0]!.modality);
    const splits = { left: 16 };
    await Promise.all(
      chunk(items, maxInputs).map(async (part) => {
        const answers = await bisect<Item, Row>(part, send, blameInputs(splits)).catch((error) => {
          const failed = toFailedRow(error, signal);
          return part.map(() => failed);
        });
        for (const [i, { index }] of part.entries()) {
          rows[index] = answers[i]!;
        }
      }),
    );
    return settle(rows);
  }

  return {
    name: "cohere",

    limits: (_model, modality) => ({
      maxInputs: client.maxInputs(modality),
      maxCalls: 4,
      gatherMs: 15,
    }),

    async embed(model, inputs, options) {
      if (!settings.CO_API_KEY) {
        throw new GatewayError("MODEL_UNAVAILABLE", noKey.howToEnable, { retryable: false });
      }
      if (inputs.length === 0) {
        return { rows: [] };
      }
      return service.within(options.signal, (deadline) => embed(model, inputs, options, deadline));
    },

    revision: (model) => `${nameAtService(model)} at ${settings.COHERE_BASE_URL ?? "Cohere"}`,

    availability: () => (settings.CO_API_KEY ? service.availability() : noKey),

    async close() {
      service.close();
      converter.close();
    },
  };
}

const noKey = {
  status: "NEEDS_CREDENTIALS",
  reason: "There is no API key for Cohere.",
  howToEnable: "Set CO_API_KEY to a key from https://dashboard.cohere.com/api-keys and restart.",
} as const;
