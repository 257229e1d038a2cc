import type { Content } from "@google/genai";
import type { Purpose } from "../../models/model.ts";
import { toBase64, type TextOrUri } from "../cloud/items.ts";
import type { Clip } from "../provider.ts";

/**
 * One input as a content of its own: parts of one content become one vector together, and so do
 * strings that the SDK is given side by side.
 */
export function toContent(content: TextOrUri, purpose: Purpose): Content {
  return "text" in content
    ? { parts: [{ text: prefixes[purpose] + content.text }] }
    : { parts: [{ inlineData: inlineData(content.uri) }] };
}

export function clipContent({ bytes }: Clip): Content {
  return { parts: [{ inlineData: { mimeType: "video/mp4", data: toBase64(bytes) } }] };
}

/**
 * This model takes no `taskType`: the purpose is part of the text. That of an image or a clip would
 * be a text beside it, and so half of the vector: they are sent without.
 * https://ai.google.dev/gemini-api/docs/embeddings
 */
const prefixes: Readonly<Record<Purpose, string>> = {
  DOCUMENT: "title: none | text: ",
  QUERY: "task: search result | query: ",
  CLASSIFICATION: "task: classification | query: ",
  CLUSTERING: "task: clustering | query: ",
};

/** Of `data:<type>;base64,<data>`. */
function inlineData(uri: string) {
  return {
    mimeType: uri.slice("data:".length, uri.indexOf(";")),
    data: uri.slice(uri.indexOf(",") + 1),
  };
}
