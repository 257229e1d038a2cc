/**
 * Single requests, for the gateway's own command `embed`: it cuts, paces and repeats by itself, over
 * hours. Not exported by the package.
 */
import type { Connection } from "./connection.ts";
import type { GatewayRequestError } from "./errors.ts";
import { EmbedImages, EmbedTexts, Models, type Purpose } from "./generated/operations.ts";
import { floats, imageInput } from "./inputs.ts";
import { partOf } from "./lists.ts";
import type { CallOptions, EmbedOptions, Image } from "./options.ts";
import type { Model } from "./results.ts";

export { Connection } from "./connection.ts";
export { cut, type RequestLimits, type Weight } from "./cut.ts";
export { GatewayRequestError } from "./errors.ts";
export type { Limits, Model } from "./results.ts";

export interface Embedded {
  readonly vector: Float32Array;
  /** Whether the text was longer than the model's context. */
  readonly truncated: boolean;
}

export type Outcome = Embedded | GatewayRequestError;

interface OnceOptions extends Pick<EmbedOptions, "model" | "dimensions" | "signal"> {
  readonly purpose: Purpose;
  /** Of texts. */
  readonly language?: string | undefined;
}

/**
 * One request, sent once: one outcome a text, in order.
 * @throws as `send` of the connection
 */
export async function embedTextsOnce(
  connection: Connection,
  texts: readonly string[],
  { model, dimensions, purpose, language, signal }: OnceOptions,
): Promise<readonly Outcome[]> {
  const variables = { texts: [...texts], language, model, dimensions, purpose };
  const { data, errors } = await connection.send(EmbedTexts, variables, { signal });
  const place = { field: "embedTexts", indexes: [...texts.keys()] };
  return partOf(data.embedTexts, errors, place, ({ base64, truncated }) => ({
    vector: floats(base64),
    truncated,
  })).items;
}

/**
 * One request, sent once: one outcome an image, in order.
 * @throws as `send` of the connection
 */
export async function embedImagesOnce(
  connection: Connection,
  images: readonly Image[],
  { model, dimensions, purpose, signal }: OnceOptions,
): Promise<readonly Outcome[]> {
  const variables = { images: images.map(imageInput), model, dimensions, purpose };
  const { data, errors } = await connection.send(EmbedImages, variables, { signal });
  const place = { field: "embedImages", indexes: [...images.keys()] };
  return partOf(data.embedImages, errors, place, ({ base64 }) => ({
    vector: floats(base64),
    truncated: false,
  })).items;
}

/** @throws as `ask` of the connection */
export async function modelsOf(
  connection: Connection,
  options: CallOptions,
): Promise<readonly Model[]> {
  return (await connection.ask(Models, {}, options)).data.models;
}
