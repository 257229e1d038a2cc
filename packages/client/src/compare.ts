import type { Connection } from "./connection.ts";
import { errorAt, GatewayRequestError } from "./errors.ts";
import { Compare, type CompareQuery } from "./generated/operations.ts";
import { imageInput, list } from "./inputs.ts";
import type { CompareOptions, Image } from "./options.ts";
import type { Comparison, ModelResult } from "./results.ts";

type Result = CompareQuery["compare"]["results"][number];

/** @throws as `compare` of the embedder */
export async function compare(
  connection: Connection,
  images: readonly Image[],
  texts: readonly string[],
  options: CompareOptions,
): Promise<Comparison> {
  const variables = {
    images: list("images", images).map(imageInput),
    texts: list("texts", texts),
    models: list("models", options.models),
    templates: options.templates,
    language: options.language,
  };
  const { data, errors } = await connection.ask(Compare, variables, options);
  const { results, agreement } = data.compare;
  return { results: results.map((result, i) => modelResult(result, i, errors)), agreement };
}

function modelResult(
  { error, cosine, classifications, ...rest }: Result,
  model: number,
  errors: readonly GatewayRequestError[],
): ModelResult {
  const here = ["compare", "results", model];
  /** Of an image whose error may be told once, at either of its cells. */
  const reason = (field: string, image: number) => {
    const exact = errors.find(
      ({ path }) => path[2] === model && path[3] === field && path[4] === image,
    );
    const other = errors.find(({ path }) => path[2] === model && path[4] === image);
    return exact ?? other ?? errorAt([], [...here, field, image]);
  };
  return {
    ...rest,
    error: error && problem(error, [...here, "error"]),
    cosine:
      cosine?.map((row, image) => (row ? Float32Array.from(row) : reason("cosine", image))) ?? null,
    classifications:
      classifications?.map((value, image) => value ?? reason("classifications", image)) ?? null,
  };
}

function problem(
  { message, retryAfterMs, ...facts }: NonNullable<Result["error"]>,
  path: readonly (string | number)[],
): GatewayRequestError {
  return new GatewayRequestError(message, {
    ...facts,
    path,
    retryAfterMs: retryAfterMs ?? undefined,
  });
}
