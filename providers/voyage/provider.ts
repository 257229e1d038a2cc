import type { Input, Model } from "../../models/model.ts";
import { unavailable } from "../../models/unavailable.ts";
import { embedInBatches } from "../cloud/batches.ts";
import { embedClip } from "../cloud/clips.ts";
import { createConverter } from "../cloud/converter.ts";
import { missingKey } from "../cloud/credentials.ts";
import { toItem, type ItemRules } from "../cloud/items.ts";
import { isSurelyCut } from "../cloud/rows.ts";
import { createService, nameAtService } from "../cloud/service.ts";
import type { ClipLimits, EmbedOptions, Pass, Provider, ProviderContext } from "../provider.ts";
import type { Deadline } from "../resilience/deadline.ts";
import { createClient } from "./client.ts";
import { framesPerSecond, maxClipSeconds, maxImageTokens, toSent, toSentClip } from "./contents.ts";
import type { VoyageSettings } from "./settings.ts";

/** voyage-multimodal-3.5 by Voyage AI's API. */
export function create(context: ProviderContext<VoyageSettings>): Provider {
  const { settings, log } = context;
  const service = createService({ provider: "voyage", name: "Voyage AI" }, context);
  const client = createClient(context, service);
  const converter = createConverter(settings.MAX_IMAGE_PIXELS, log);
  const maxInputs = {
    TEXT: 1000,
    IMAGE: Math.max(1, Math.floor(client.maxTokens / maxImageTokens)),
    VIDEO: 1,
  };

  function requireKey(model: Model): void {
    if (!settings.VOYAGE_API_KEY) {
      throw unavailable(model, noKey);
    }
  }

  async function embed(
    model: Model,
    inputs: readonly Input[],
    options: EmbedOptions,
    deadline: Deadline,
  ): Promise<Pass> {
    const { signal } = deadline;
    const { modality } = inputs[0]!;
    const rules = { name: "Voyage AI", images, maxBytes: maxBytes[modality] } satisfies ItemRules;
    return embedInBatches(inputs, {
      name: "Voyage AI",
      toItem: (input) => toItem(input, rules, converter, signal),
      maxInputs: maxInputs[modality],
      maxBytes: rules.maxBytes,
      async send(items) {
        const sent = items.map((item) => toSent(model, item));
        const rows = await client.embed(model, modality, sent, options, deadline);
        return rows.map((row, i) => {
          const { input } = items[i]!;
          const truncated =
            input.modality === "TEXT" && isSurelyCut(input.text, model.maxTextTokens);
          return { ...row, truncated };
        });
      },
      signal,
    });
  }

  return {
    name: "voyage",

    limits: (_model, modality) => ({
      maxInputs: maxInputs[modality],
      maxTokens: client.maxTokens,
      maxCalls: 4,
      gatherMs: 15,
    }),

    async embed(model, inputs, options) {
      requireKey(model);
      if (inputs.length === 0) {
        return { rows: [] };
      }
      return service.within(options.signal, (deadline) => embed(model, inputs, options, deadline));
    },

    clips: () => clips,

    async embedClip(model, clip, options) {
      requireKey(model);
      const sent = toSentClip(clip);
      const call = {
        name: "Voyage AI",
        service,
        limits: clips,
        used: { pixel: sent.units },
        async send(deadline: Deadline) {
          const [row] = await client.embed(model, "VIDEO", [sent], options, deadline);
          return row!;
        },
      };
      return embedClip(call, model, clip, options);
    },

    revision: (model) => `${nameAtService(model)} at ${settings.VOYAGE_BASE_URL ?? "Voyage AI"}`,

    availability: () => (settings.VOYAGE_API_KEY ? service.availability() : noKey),

    async close() {
      service.close();
      converter.close();
    },
  };
}

const noKey = missingKey("Voyage AI", "VOYAGE_API_KEY", "https://dashboard.voyageai.com");

const clips: ClipLimits = {
  maxSeconds: maxClipSeconds,
  maxBytes: 20_000_000,
  copies: 4,
  framesPerSecond,
};

/** https://docs.voyageai.com/docs/multimodal-embeddings */
const images = {
  accepts: ["image/jpeg", "image/png", "image/webp", "image/gif"],
  maxPixels: 16_000_000,
  maxBytes: 20_000_000,
};

/** Of one request as it is sent: a third of the tokens in three bytes each; an image of 20 MB. */
const maxBytes = { TEXT: 960_000, IMAGE: 27_000_000 };
