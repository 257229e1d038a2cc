import { GatewayError } from "../../models/errors.ts";
import type { Input } from "../../models/model.ts";
import type { Item } from "./batches.ts";
import type { EncodedImage } from "./converter-process.ts";
import type { Converter, ImageRules } from "./converter.ts";
import { readImageHeader } from "./image-header.ts";

/** A text, or an image as a data URI in a format and size that the service takes. */
export type TextOrUri =
  | { readonly text: string }
  /** With its width times its height, as it is sent. */
  | { readonly uri: string; readonly pixels: number };

export interface ItemRules {
  /** The service, for people. */
  readonly name: string;
  readonly images: ImageRules;
  /** Of one input as it is sent. */
  readonly maxBytes: number;
}

/** @throws GatewayError IMAGE_UNREADABLE, TOO_LARGE */
export async function toItem(
  input: Input,
  { name, images, maxBytes }: ItemRules,
  converter: Converter,
  signal: AbortSignal,
): Promise<Item<TextOrUri>> {
  const content: TextOrUri =
    input.modality === "TEXT"
      ? { text: input.text }
      : toUri(await converter.fit(input.bytes, images, signal));
  const bytes = Buffer.byteLength("uri" in content ? content.uri : content.text);
  if (bytes > maxBytes) {
    throw new GatewayError(
      "TOO_LARGE",
      `The input has ${bytes} bytes as it is sent to ${name}; the limit is ${maxBytes}.`,
    );
  }
  return { input, content, bytes: bytes + 100 };
}

function toUri(image: EncodedImage): TextOrUri {
  const { width, height } = readImageHeader(image.bytes) ?? { width: 0, height: 0 };
  return { uri: dataUri(image), pixels: width * height };
}

export function dataUri({ bytes, mime }: EncodedImage): string {
  return `data:${mime};base64,${toBase64(bytes)}`;
}

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}

export const textOf = ({ input }: Item) => (input.modality === "TEXT" ? input.text : undefined);
