import type { Connection } from "./connection.ts";
import { errorAt, GatewayRequestError, withFacts } from "./errors.ts";
import { Similarity, type SimilarityQuery } from "./generated/operations.ts";
import { imageInput, languageOf, list } from "./inputs.ts";
import { sendList } from "./lists.ts";
import type { Image, SimilarityOptions } from "./options.ts";
import type { SimilarityResult } from "./results.ts";

interface Row {
  readonly cosine: Float32Array;
  readonly scores: Float32Array;
}

/** @throws as `similarity` of the embedder */
export async function similarity(
  connection: Connection,
  images: readonly Image[],
  texts: readonly string[],
  options: SimilarityOptions,
): Promise<SimilarityResult> {
  const { textModel } = options;
  const language = languageOf(options);
  const shared = { texts: list("texts", texts), textModel, language };
  let answer: SimilarityQuery["similarity"] | undefined;
  const rows = await sendList<ReturnType<typeof imageInput>, Row>({
    connection,
    items: list("images", images).map(imageInput),
    shared,
    options,
    async send(images, indexes, choice) {
      const variables = { images, ...shared, ...choice };
      const { data, errors } = await connection.send(Similarity, variables, options);
      answer = data.similarity;
      return { model: answer.model.id, items: rowsOf(answer, errors, indexes) };
    },
  });
  // A list of which no part is answered throws.
  const { model, activation } = answer!;
  return {
    model,
    activation,
    cosine: rows.map((row) => (row instanceof GatewayRequestError ? row : row.cosine)),
    scores: rows.map((row) => (row instanceof GatewayRequestError ? row : row.scores)),
  };
}

/** A row is there with both its numbers, or with an error at one of them or at both. */
function rowsOf(
  { cosine, scores }: SimilarityQuery["similarity"],
  errors: readonly GatewayRequestError[],
  indexes: readonly number[],
): (Row | GatewayRequestError)[] {
  return cosine.map((row, i) => {
    const rowScores = scores[i];
    if (row && rowScores) {
      return { cosine: Float32Array.from(row), scores: Float32Array.from(rowScores) };
    }
    const told =
      errors.find(({ path }) => path[2] === i) ?? errorAt(errors, ["similarity", "cosine", i]);
    return withFacts(told, { path: ["similarity", "cosine", indexes[i]!] });
  });
}
