import { setMaxListeners } from "node:events";
import type { CohereClientV2 } from "cohere-ai";
import { GatewayError } from "../../models/errors.ts";
import type { Availability, Modality } from "../../models/model.ts";
import { createConverter } from "../cloud/converter.ts";
import { closed, withinRequest } from "../cloud/deadline.ts";
import { createGuard } from "../cloud/guard.ts";
import { checkDimensions, isNotEmpty } from "../cloud/inputs.ts";
import { createQuota } from "../cloud/quota.ts";
import type { Provider, ProviderContext } from "../provider.ts";
import { connect } from "./connect.ts";
import { embed, type Line } from "./embed.ts";
import type { Encoding } from "./request.ts";
import type { CohereSettings } from "./settings.ts";

/** embed-v4.0 by Cohere's v2 API. The SDK is loaded when the first input comes. */
export function create({ settings, log }: ProviderContext<CohereSettings>): Provider {
  const guard = createGuard("Cohere", log);
  const converter = createConverter(settings.MAX_IMAGE_PIXELS, log);
  const texts = createQuota(settings.COHERE_INPUTS_PER_MINUTE, "COHERE_INPUTS_PER_MINUTE");
  const images = createQuota(settings.COHERE_IMAGES_PER_MINUTE, "COHERE_IMAGES_PER_MINUTE");
  const quotaOf = (modality: Modality) => (modality === "IMAGE" ? images : texts);
  const maxInputs = (modality: Modality) => Math.min(96, quotaOf(modality).perMinute);
  const encoding: Encoding = { type: "base64" };
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // one a call
  let client: Promise<CohereClientV2> | undefined;

  return {
    name: "cohere",

    limits: (_model, modality) => ({
      maxInputs: maxInputs(modality),
      maxCalls: 4,
      gatherMs: 15,
    }),

    async embed(model, inputs, options) {
      const key = settings.CO_API_KEY;
      if (!key) {
        throw new GatewayError("MODEL_UNAVAILABLE", noKey.howToEnable, { retryable: false });
      }
      checkDimensions(model, options.dimensions);
      if (!isNotEmpty(inputs)) {
        return { rows: [] };
      }
      const { modality } = inputs[0];
      const line: Line = {
        guard,
        quota: quotaOf(modality),
        converter,
        key,
        maxInputs: maxInputs(modality),
        encoding,
        client: () => (client ??= connect(settings)),
      };
      const limits = { who: "Cohere", signals: [options.signal, closing.signal] };
      return withinRequest(settings.REQUEST_TIMEOUT_MS, limits, (deadline) =>
        embed(line, model, inputs, options, deadline),
      );
    },

    availability(): Availability {
      if (!settings.CO_API_KEY) {
        return noKey;
      }
      const trouble = guard.failing();
      return trouble ? { status: "FAILING", reason: trouble.message } : { status: "READY" };
    },

    async close() {
      closing.abort(closed);
      converter.close();
    },
  };
}

const noKey = {
  status: "NEEDS_CREDENTIALS",
  reason: "There is no API key for Cohere.",
  howToEnable: "Set CO_API_KEY to a key from https://dashboard.cohere.com/api-keys and restart.",
} as const;
