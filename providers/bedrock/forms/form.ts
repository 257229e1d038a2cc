import type { Purpose } from "../../../models/model.ts";
import type { ImageRules } from "../../cloud/converter.ts";
import type { TextOrUri } from "../../cloud/items.ts";

/**
 * InvokeModel hands bodies through: each family of models has a form of its own, for requests and for
 * answers.
 */
export interface Form {
  /** The most inputs of one request. */
  readonly maxInputs: { readonly TEXT: number; readonly IMAGE: number };
  /** The most tokens of one request's texts. */
  readonly maxTokens?: number;
  /** UTF-16 units of a text; a longer one is cut here, because it would be refused. */
  readonly maxChars?: number;
  readonly images: ImageRules;
  /** Of all inputs of one request, as they are sent. */
  readonly maxBytes: number;
  /** The largest input, in words. */
  readonly largest: string;
  /** @param contents of one modality */
  request(contents: readonly TextOrUri[], options: FormOptions): object;
  /** @param body whatever the service has sent */
  answer(body: never): Answer;
  /** Where short videos are taken. */
  readonly clips?: {
    readonly maxSeconds: number;
    readonly maxBytes: number;
    /** @param base64 an MP4 file */
    request(base64: string, options: FormOptions): object;
  };
}

export interface FormOptions {
  readonly dimensions: number;
  readonly purpose: Purpose;
}

/** Nothing of it is certain. */
export interface Answer {
  readonly vectors: readonly (readonly number[] | undefined)[] | undefined;
  /** Of all texts of the request. */
  readonly tokens?: number | undefined;
  /** The service has cut the text. */
  readonly truncated?: boolean;
}

/** A data URI as fields of their own: the subtype of its media type, such as png, and its data. */
export function fieldsOf(uri: string): { format: string; base64: string } {
  const comma = uri.indexOf(",");
  const format = uri.slice("data:image/".length, comma).replace(";base64", "");
  return { format, base64: uri.slice(comma + 1) };
}
