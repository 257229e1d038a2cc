import type { Cohere } from "cohere-ai";
import { GatewayError } from "../../models/errors.ts";
import type { Input } from "../../models/model.ts";
import type { Converter, ImageRules } from "../cloud/converter.ts";

/** An input as it is sent: one vector comes back for each. */
export interface Item {
  /** Its place among the inputs of the call. */
  readonly index: number;
  readonly input: Input;
  readonly content: Cohere.EmbedContent;
  /** On the wire. */
  readonly bytes: number;
}

/** Of all inputs of one request, as they are sent; some room is left for what is around them. */
const maxBytes = 19_900_000;

/**
 * Images become data URIs, in a format and size that Cohere takes.
 * @throws GatewayError IMAGE_UNREADABLE, TOO_LARGE
 */
export async function toItem(
  input: Input,
  index: number,
  converter: Converter,
  signal: AbortSignal,
): Promise<Item> {
  const content = await toContent(input, converter, signal);
  const bytes = Buffer.byteLength(content.type === "text" ? content.text : content.imageUrl.url);
  if (bytes > maxBytes) {
    throw new GatewayError(
      "TOO_LARGE",
      `The input has ${bytes} bytes as it is sent to Cohere; the limit is ${maxBytes}.`,
    );
  }
  return { index, input, content, bytes: bytes + 100 };
}

async function toContent(input: Input, converter: Converter, signal: AbortSignal) {
  if (input.modality === "TEXT") {
    return { type: "text", text: input.text } as const;
  }
  const { bytes, mime } = await converter.fit(input.bytes, imageRules, signal);
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
  return { type: "image_url", imageUrl: { url: `data:${mime};base64,${base64}` } } as const;
}

/** Larger images would be scaled down by Cohere: https://docs.cohere.com/docs/embeddings */
const imageRules: ImageRules = {
  accepts: ["image/jpeg", "image/png", "image/webp", "image/gif"],
  maxPixels: 2_458_624,
  maxBytes: 14_000_000,
};

/** Cuts items into requests, in order. */
export function chunk(items: readonly Item[], maxInputs: number): Item[][] {
  const chunks: Item[][] = [];
  let bytes = 0;
  for (const item of items) {
    const last = chunks.at(-1);
    if (last && last.length < maxInputs && bytes + item.bytes <= maxBytes) {
      last.push(item);
      bytes += item.bytes;
    } else {
      chunks.push([item]);
      bytes = item.bytes;
    }
  }
  return chunks;
}

/**
 * `images` is not used: with it, input_type must be `image` and the purpose is lost, and hosts of
 * this model differ in how many vectors come back.
 */
export function contents(items: readonly Item[]): Pick<Cohere.V2EmbedRequest, "texts" | "inputs"> {
  const texts = items.flatMap((item) => textOf(item) ?? []);
  return texts.length === items.length
    ? { texts }
    : { inputs: items.map(({ content }) => ({ content: [content] })) };
}

export const textOf = ({ input }: Item) => (input.modality === "TEXT" ? input.text : undefined);
