import type { Cohere } from "cohere-ai";
import { GatewayError } from "../../models/errors.ts";
import type { Input } from "../../models/model.ts";
import type { Converter, ImageRules } from "../cloud/converter.ts";

/** What an input adds to a request: one vector comes back for each. */
export interface Item {
  /** Its place among the inputs of the call. */
  readonly index: number;
  readonly input: Input;
  readonly content: Cohere.EmbedContent;
  /** On the wire. */
  readonly bytes: number;
}

/** Of all inputs of one request, as they are sent; some room is left for what is around them. */
export const maxBytes = 19_900_000;

/** Images become data URIs, in a format and size that Cohere takes. */
export async function toItem(
  input: Input,
  index: number,
  converter: Converter,
  signal: AbortSignal,
): Promise<Item | GatewayError> {
  try {
    const content = await toContent(input, converter, signal);
    const bytes = Buffer.byteLength(
      content.type === "text" ? content.text! : content.imageUrl!.url,
    );
    return bytes <= maxBytes ? { index, input, content, bytes: bytes + 100 } : tooLarge(bytes);
  } catch (error) {
    if (!(error instanceof GatewayError) || signal.aborted) {
      throw error;
    }
    return error;
  }
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

function tooLarge(bytes: number): GatewayError {
  return new GatewayError(
    "TOO_LARGE",
    `The input has ${bytes} bytes as it is sent to Cohere; the limit is ${maxBytes}.`,
  );
}
