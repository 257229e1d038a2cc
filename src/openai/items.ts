import { z } from "zod";

/** One thing to embed. */
export type Item = { readonly text: string } | { readonly image: ImageAddress };

/** Where an image is, as GraphQL's `ImageInput` has it. */
export type ImageAddress = { readonly url: string } | { readonly base64: string };

/** Only what can hardly be a text that somebody wants to be embedded. */
const imageUri = /^data:image\/[\w.+-]+(?:;[\w=.-]+)*;base64,/i;
const otherUri = /^(?!data:)[a-z][a-z\d+.-]*:/i;

/** A URL, a data URI, or base64 alone, in which no colon can be. */
const addressOf = (image: string): ImageAddress =>
  otherUri.test(image) ? { url: image } : { base64: image };

const bareText = z
  .string()
  .transform((text): Item => (imageUri.test(text) ? { image: { base64: text } } : { text }));
const textObject = z.strictObject({ text: z.string() });
const imageObject = z
  .strictObject({ image: z.string() })
  .transform(({ image }): Item => ({ image: addressOf(image) }));

const textPart = z
  .strictObject({ type: z.literal("text"), text: z.string() })
  .transform(({ text }): Item => ({ text }));
const imagePart = z
  .strictObject({
    type: z.literal("image_url"),
    // A model of embeddings sees an image at one size.
    image_url: z.union([
      z.string(),
      z.strictObject({ url: z.string(), detail: z.unknown().optional() }),
    ]),
  })
  .transform(({ image_url: image }): Item => ({
    image: addressOf(typeof image === "string" ? image : image.url),
  }));
const part = z.union([textPart, imagePart]);

/** The content of a message, of which one vector is made. */
export const content = z.union(
  [z.string().transform((text): Item => ({ text })), z.tuple([part]).transform(([item]) => item)],
  { error: ({ input }) => explainContent(input) },
);

/** Each way that servers of embeddings take an input. */
export const item = z.union(
  [
    bareText,
    textObject,
    imageObject,
    part,
    z.strictObject({ content }).transform((of) => of.content),
  ],
  { error: ({ input }) => explainItem(input) },
);

function explainItem(given: unknown): string {
  if (typeof given === "number" || Array.isArray(given)) {
    return isTokens(given) ? tokens : `a list is no item. ${ways}`;
  }
  if (has(given, "content")) {
    return explainContent(given.content);
  }
  const both = has(given, "text") && (has(given, "image") || has(given, "image_url"));
  return both ? fused : `it is none of the forms of an item. ${ways}`;
}

function explainContent(given: unknown): string {
  return Array.isArray(given) && given.length > 1
    ? fused
    : `its content must be a text or a list of one part: ${parts}.`;
}

function isTokens(given: unknown): boolean {
  return typeof given === "number" || (Array.isArray(given) && typeof given[0] === "number");
}

function has<Key extends string>(given: unknown, key: Key): given is Record<Key, unknown> {
  return typeof given === "object" && given !== null && key in given;
}

const parts = '{"type":"text","text":"…"} or {"type":"image_url","image_url":{"url":"…"}}';
const ways =
  'Send a text, a URI "data:image/…;base64,…", {"text":"…"}, {"image":"<URL, data URI or base64>"}, ' +
  `or one part of a message: ${parts}.`;
const tokens =
  "token ids are of one vocabulary, and each model has its own. Send texts " +
  "(langchain-openai in Python: check_embedding_ctx_length=False).";
const fused =
  "it has several parts, of which one vector would be made. Send each text and each image as an item " +
  "of `input` of its own; each gets a vector.";
