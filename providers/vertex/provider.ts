import type { Input, Model } from "../../models/model.ts";
import { createConverter, type ImageRules } from "../cloud/converter.ts";
import { findAccess, requireAccess, type Access } from "../cloud/google-access.ts";
import { toBase64 } from "../cloud/items.ts";
import { bill, isSurelyCut, settle, toFailedRow, toVector } from "../cloud/rows.ts";
import { createService, nameAtService } from "../cloud/service.ts";
import type { EmbedOptions, Pass, Provider, ProviderContext, Row } from "../provider.ts";
import type { Deadline } from "../resilience/deadline.ts";
import { createClient, maxRequests, type Instance, type VideoInstance } from "./client.ts";
import type { VertexSettings } from "./settings.ts";
import { checkSegments, embedVideo, videoBytes } from "./video.ts";

/** multimodalembedding@001 by gRPC. */
export function create(context: ProviderContext<VertexSettings>): Provider {
  const { settings, log } = context;
  const service = createService({ provider: "vertex", name: "Vertex AI" }, context);
  const client = createClient(context, service);
  const converter = createConverter(settings.MAX_IMAGE_PIXELS, log);

  /** One request per input: the service takes no more, and none knows of the others. */
  async function embed(
    access: Access,
    model: Model,
    inputs: readonly Input[],
    { dimensions }: EmbedOptions,
    deadline: Deadline,
  ): Promise<Pass> {
    const { signal } = deadline;
    const predict = (instance: Instance) =>
      client.predict(model, instance, { access, dimension: dimensions, deadline });

    async function embedText(text: string): Promise<Row> {
      const { textEmbedding } = await predict({ text });
      const vector = toVector(textEmbedding, "Vertex AI");
      const characters = [...text.replace(/\s/g, "")].length; // as Google counts them
      const usd = bill(model, "TEXT", { characters }, { character: characters, embedding: 1 });
      return { vector, usd, truncated: isSurelyCut(text, model.maxTextTokens) };
    }

    async function embedImage(file: Uint8Array): Promise<Row> {
      const { bytes, mime: mimeType } = await converter.fit(file, imageRules, signal);
      const image = { bytesBase64Encoded: toBase64(bytes), mimeType };
      const { imageEmbedding } = await predict({ image });
      const vector = toVector(imageEmbedding, "Vertex AI");
      return { vector, usd: bill(model, "IMAGE", { images: 1 }, { image: 1, embedding: 1 }) };
    }

    const rows = inputs.map((input) =>
      (input.modality === "TEXT" ? embedText(input.text) : embedImage(input.bytes)).catch((error) =>
        toFailedRow(error, signal),
      ),
    );
    return settle(await Promise.all(rows));
  }

  return {
    name: "vertex",

    limits: () => ({ maxInputs: 1, maxCalls: maxRequests }),

    async embed(model, inputs, options) {
      const access = requireAccess(settings);
      if (inputs.length === 0) {
        return { rows: [] };
      }
      return service.within(options.signal, (deadline) =>
        embed(access, model, inputs, options, deadline),
      );
    },

    async embedVideo(model, video, options) {
      const access = requireAccess(settings);
      checkSegments(options.segments);
      const predict = (video: VideoInstance) =>
        service.within(options.signal, (deadline) =>
          client.predict(model, { video }, { access, deadline }),
        );
      return embedVideo(model, video, options, predict, log);
    },

    videoBytes,

    // Every region has the same weights.
    revision: (model) => `${nameAtService(model)} at ${settings.VERTEX_ENDPOINT ?? "Google"}`,

    availability() {
      const access = findAccess(settings);
      return "status" in access ? access : service.availability();
    },

    async close() {
      service.close();
      converter.close();
      await client.close();
    },
  };
}

/**
 * The service scales every image to 512 × 512, and counts its 20 MB after it has made a PNG of it:
 * four megapixels stay below that however they compress.
 */
const imageRules: ImageRules = {
  accepts: ["image/jpeg", "image/png", "image/gif", "image/bmp"],
  maxPixels: 4_000_000,
  maxBytes: 20_000_000,
};
