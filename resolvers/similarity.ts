import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { joinTimings } from "../models/embedding.ts";
import { GatewayError } from "../models/errors.ts";
import type { Choice } from "../models/routing/types.ts";
import { score } from "../models/zero-shot/score.ts";
import { Similarity, SimilarityArgs } from "../schema/similarity.ts";
import type { Context } from "./context.ts";
import { cosineTable } from "./cosine-table.ts";
import { checkInputs, checkNotEmpty, countTexts, eachOrError } from "./inputs.ts";
import { reportOnce } from "./report-once.ts";
import { mapInTurn } from "./time-slice.ts";

@Resolver(() => Similarity)
export class SimilarityResolver {
  @Query(() => Similarity, {
    description: "Compares every image with every text.",
    complexity: ({ args }) => args.images.length + countTexts(args.texts),
  })
  async similarity(@Args(() => SimilarityArgs) args: SimilarityArgs, @Ctx() context: Context) {
    const startedAt = performance.now();
    for (const name of ["images", "texts"] as const) {
      checkNotEmpty(name, args[name]);
      checkInputs(name, args[name], context.limits);
    }
    const { choice, texting } = await chooseModels(args, context);
    const { model, route } = choice;
    const [images, texts] = await Promise.all([
      eachOrError(args.images, context.signal, (image) =>
        context.embedImage(choice, image, { purpose: "DOCUMENT" }),
      ),
      // One that fails would leave a hole in every row: so it fails the query.
      mapInTurn(args.texts, context.signal, (text) =>
        context.embedText(texting, text, { purpose: "QUERY" }),
      ),
    ]);
    const vectors = texts.map(({ vector }) => vector);
    const embedded = images.flatMap((image) => (image instanceof Error ? [] : image));
    const timings = [...embedded, ...texts].map(({ timing }) => timing);
    return {
      model,
      activation: context.scoring(model).activation,
      cosine: await cosineTable(images, vectors, context.signal),
      reported: new Set<number>(),
      timing: joinTimings(timings, performance.now() - startedAt),
      route,
    };
  }

  @FieldResolver()
  cosine(@Root() { cosine, reported }: Similarity) {
    return reportOnce(cosine, reported);
  }

  /** Computed only where it is asked for. */
  @FieldResolver()
  scores(@Root() { model, cosine, reported }: Similarity, @Ctx() context: Context) {
    const scoring = context.scoring(model);
    return mapInTurn(reportOnce(cosine, reported), context.signal, (row) =>
      row instanceof Float32Array ? score(row, scoring) : row,
    );
  }
}

/**
 * One model for both, or one for each where `textModel` is given.
 * @throws SPACE_MISMATCH, and what choosing a model throws
 */
async function chooseModels(
  args: SimilarityArgs,
  context: Context,
): Promise<{ readonly choice: Choice; readonly texting: Choice }> {
  const { texts, textModel, route } = args;
  if (textModel == null) {
    const task = { modalities: ["IMAGE", "TEXT"], texts, anySpace: true } as const;
    const choice = await context.choose(args, task);
    return { choice, texting: choice };
  }
  const texting = await context.choose(
    { model: textModel, language: args.language ?? route?.language ?? null },
    { modalities: ["TEXT"], anySpace: false },
  );
  const { space, id } = texting.model;
  if (
    !context.models.some((model) => model.space === space && model.modalities.includes("IMAGE"))
  ) {
    throw new GatewayError(
      "SPACE_MISMATCH",
      `${id} embeds into the space ${space}, and no model of this server embeds images into it.`,
    );
  }
  const choice = await context.choose(args, {
    modalities: ["IMAGE"],
    texts,
    anySpace: false,
    space,
  });
  if (choice.model.space !== space) {
    throw new GatewayError(
      "SPACE_MISMATCH",
      `${id} embeds into the space ${space}, ${choice.model.id} into ${choice.model.space}: their vectors cannot be compared.`,
    );
  }
  return { choice, texting };
}
