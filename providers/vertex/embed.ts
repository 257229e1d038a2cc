import { GatewayError } from "../../models/errors.ts";
import type { Input, Model } from "../../models/model.ts";
import { bill } from "../cloud/bill.ts";
import type { Converter, ImageRules } from "../cloud/converter.ts";
import type { Deadline } from "../resilience/deadline.ts";
import { isSurelyCut } from "../cloud/inputs.ts";
import { checkedVector, settle } from "../cloud/rows.ts";
import type { EmbedOptions, Pass, Row } from "../provider.ts";
import { send, type Line } from "./send.ts";

/** One request an input: the service takes no more, and none knows of the others. */
export async function embed(
  line: Line & { readonly converter: Converter },
  model: Model,
  inputs: readonly Input[],
  { dimensions }: EmbedOptions,
  deadline: Deadline,
): Promise<Pass> {
  async function embedText(text: string): Promise<Row> {
    const sent = { kind: "text", dimension: dimensions, text, deadline } as const;
    const { textEmbedding } = await send(line, model, { text }, sent);
    const vector = checkedVector(textEmbedding ?? [], dimensions, "Vertex AI");
    const characters = [...text.replace(/\s/g, "")].length; // as Google counts them
    const used = { character: characters, embedding: 1 };
    const usd = bill(model, "TEXT", { characters }, used);
    return { vector, usd, truncated: isSurelyCut(text, model.maxTextTokens) };
  }

  async function embedImage(image: Uint8Array): Promise<Row> {
    const { bytes, mime: mimeType } = await line.converter.fit(image, imageRules, deadline.signal);
    const instance = { image: { bytesBase64Encoded: toBase64(bytes), mimeType } };
    const sent = { kind: "image", dimension: dimensions, deadline } as const;
    const { imageEmbedding } = await send(line, model, instance, sent);
    const vector = checkedVector(imageEmbedding ?? [], dimensions, "Vertex AI");
    const usd = bill(model, "IMAGE", { images: 1 }, { image: 1, embedding: 1 });
    return { vector, usd };
  }

  const rows = await Promise.all(
    inputs.map(async (input) => {
      try {
        return await (input.modality === "TEXT" ? embedText(input.text) : embedImage(input.bytes));
      } catch (error) {
        if (!(error instanceof GatewayError) || deadline.signal.aborted) {
          throw error;
        }
        return error;
      }
    }),
  );
  return settle(rows);
}

export function toBase64({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("base64");
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
