import type { Input, Model } from "../../models/model.ts";
import { unavailable } from "../../models/unavailable.ts";
import { embedInBatches } from "../cloud/batches.ts";
import { createConverter } from "../cloud/converter.ts";
import { missingKey } from "../cloud/credentials.ts";
import { toItem, type ItemRules } from "../cloud/items.ts";
import { createService, nameAtService } from "../cloud/service.ts";
import type { EmbedOptions, Pass, Provider, ProviderContext } from "../provider.ts";
import type { Deadline } from "../resilience/deadline.ts";
import { createClient } from "./client.ts";
import type { CohereSettings } from "./settings.ts";

/** embed-v4.0 by Cohere's v2 API. */
export function create(context: ProviderContext<CohereSettings>): Provider {
  const { settings, log } = context;
  const service = createService({ provider: "cohere", name: "Cohere" }, context);
  const client = createClient(context, service);
  const converter = createConverter(settings.MAX_IMAGE_PIXELS, log);

  async function embed(
    model: Model,
    inputs: readonly Input[],
    options: EmbedOptions,
    deadline: Deadline,
  ): Promise<Pass> {
    const { signal } = deadline;
    return embedInBatches(inputs, {
      name: "Cohere",
      toItem: (input) => toItem(input, rules, converter, signal),
      maxInputs: client.maxInputs(inputs[0]!.modality),
      maxBytes: rules.maxBytes,
      send: (items) => client.embed(model, items, options, deadline),
      signal,
    });
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
        throw unavailable(model, noKey);
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

const noKey = missingKey("Cohere", "CO_API_KEY", "https://dashboard.cohere.com/api-keys");

/** Larger images would be scaled down by Cohere: https://docs.cohere.com/docs/embeddings */
const rules: ItemRules = {
  name: "Cohere",
  images: {
    accepts: ["image/jpeg", "image/png", "image/webp", "image/gif"],
    maxPixels: 2_458_624,
    maxBytes: 14_000_000,
  },
  // Of all inputs of one request; some room is left for what is around them.
  maxBytes: 19_900_000,
};
