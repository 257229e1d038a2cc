import type { Cohere } from "cohere-ai";
import type { Item } from "../cloud/batches.ts";
import { textOf, type TextOrUri } from "../cloud/items.ts";

/**
 * `images` is not used: with it, input_type must be `image` and the purpose is lost, and hosts of
 * this model differ in how many vectors come back.
 */
export function contents(
  items: readonly Item<TextOrUri>[],
): Pick<Cohere.V2EmbedRequest, "texts" | "inputs"> {
  const texts = items.flatMap((item) => textOf(item) ?? []);
  return texts.length === items.length
    ? { texts }
    : { inputs: items.map(({ content }) => ({ content: [toContent(content)] })) };
}

function toContent(content: TextOrUri): Cohere.EmbedContent {
  return "text" in content
    ? { type: "text", text: content.text }
    : { type: "image_url", imageUrl: { url: content.uri } };
}
