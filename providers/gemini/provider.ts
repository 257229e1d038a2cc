import type { Input, Model, Purpose } from "../../models/model.ts";
import { embedInBatches, type Item } from "../cloud/batches.ts";
import { createConverter } from "../cloud/converter.ts";
import { textOf, toItem, type ItemRules, type TextOrUri } from "../cloud/items.ts";
import { bill, isSurelyCut, toVector } from "../cloud/rows.ts";
import { createService, nameAtService } from "../cloud/service.ts";
import { guessTokens } from "../cloud/used.ts";
import type { EmbedOptions, Pass, Provider, ProviderContext, Row } from "../provider.ts";
import type { Deadline } from "../resilience/deadline.ts";
import { createClient } from "./client.ts";
import { clips, embedClip } from "./clip.ts";
import { clipContent, toContent } from "./contents.ts";
import { findPlace, requirePlace, type Place } from "./place.ts";
import type { Answer } from "./sdk.ts";
import type { GeminiSettings } from "./settings.ts";

/** gemini-embedding-2 by the Gemini API, or by Vertex AI. */
export function create(context: ProviderContext<GeminiSettings>): Provider {
  const { settings, log } = context;
  const service = createService({ provider: "gemini", name: "Gemini" }, context);
  const client = createClient(context, service);
  const converter = createConverter(settings.MAX_IMAGE_PIXELS, log);

  async function embed(
    place: Place,
    model: Model,
    inputs: readonly Input[],
    { dimensions, purpose }: EmbedOptions,
    deadline: Deadline,
  ): Promise<Pass> {
    const { signal } = deadline;
    return embedInBatches(inputs, {
      name: "Gemini",
      toItem: (input) => toItem(input, rules, converter, signal),
      maxInputs: client.maxContents,
      maxBytes: rules.maxBytes,
      async send(items) {
        const options = { place, dimensions, deadline, texts: items.map(textOf) };
        return toRows(model, items, await client.embed(model, contentsOf(items, purpose), options));
      },
      signal,
    });
  }

  return {
    name: "gemini",

    limits: () =>
      settings.GEMINI_API_KEY
        ? { maxInputs: client.maxContents, maxCalls: 4, gatherMs: 15 }
        : { maxInputs: client.maxContents, maxCalls: 8 },

    async embed(model, inputs, options) {
      const place = requirePlace(settings);
      if (inputs.length === 0) {
        return { rows: [] };
      }
      return service.within(options.signal, (deadline) =>
        embed(place, model, inputs, options, deadline),
      );
    },

    async embedClip(model, clip, options) {
      const place = requirePlace(settings);
      const { dimensions } = options;
      return embedClip(service, model, clip, options, (deadline) =>
        client.embed(model, [clipContent(clip)], { place, dimensions, deadline, texts: [] }),
      );
    },

    clips: () => clips,

    // Both places of Google's have the same weights.
    revision(model) {
      const place = findPlace(settings);
      const other = settings.GEMINI_API_KEY ? settings.GEMINI_BASE_URL : settings.VERTEX_ENDPOINT;
      return "status" in place ? undefined : `${nameAtService(model)} at ${other ?? "Google"}`;
    },

    availability() {
      const place = findPlace(settings);
      return "status" in place ? place : service.availability();
    },

    async close() {
      service.close();
      converter.close();
    },
  };
}

const contentsOf = (items: readonly Item<TextOrUri>[], purpose: Purpose) =>
  items.map(({ content }) => toContent(content, purpose));

/** The service counts tokens of all together: each has its part of the price. */
function toRows(model: Model, items: readonly Item<TextOrUri>[], answer: Answer): Row[] {
  const { modality } = items[0]!.input;
  const { length } = items;
  const { embeddings, tokens, truncated } = answer;
  const token = tokens ?? guessTokens(model, items);
  const billed: Record<string, number> =
    modality === "TEXT" ? { "input tokens": token } : { images: length };
  const usd = bill(model, modality, billed, { token, image: length, embedding: length }) / length;
  return items.map(({ input }, i) => ({
    vector: toVector(embeddings[i]?.values, "Gemini"),
    usd,
    ...(input.modality === "TEXT" && {
      ...(length === 1 && tokens !== undefined && { tokens }),
      truncated: truncated ?? isSurelyCut(input.text, model.maxTextTokens),
    }),
  }));
}

/** Google names no size for an image, and looks at each with 258 tokens, however large it is. */
const rules: ItemRules = {
  name: "Gemini",
  images: { accepts: ["image/jpeg", "image/png"], maxPixels: 4_000_000, maxBytes: 14_000_000 },
  // Of all inputs of one request; some room is left for what is around them.
  maxBytes: 19_900_000,
};
