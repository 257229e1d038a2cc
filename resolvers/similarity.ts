import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { joinTimings } from "../models/embedding.ts";
import { GatewayError } from "../models/errors.ts";
import type { Model } from "../models/model.ts";
import type { Choice } from "../models/routing/types.ts";
import { cosines } from "../models/vector/vector.ts";
import { score } from "../models/zero-shot/score.ts";
import { Similarity, SimilarityArgs } from "../schema/similarity.ts";
import type { Context } from "./context.ts";
import { checkInputs, checkNotEmpty, eachOrError } from "./inputs.ts";

@Resolver(() => Similarity)
export class SimilarityResolver {
  @Query(() => Similarity, {
    description: "Compares every image with every text.",
    complexity: ({ args }) => args.images.length + args.texts.length,
  })
  async similarity(@Args(() => SimilarityArgs) args: SimilarityArgs, @Ctx() context: Context) {
    const startedAt = performance.now();
    for (const name of ["images", "texts"] as const) {
      checkNotEmpty(name, args[name]);
      checkInputs(name, args[name], context.limits);
    }
    const { textModel: other } = args;
    const choice = await context.choose(args, {
      modalities: other == null ? ["IMAGE", "TEXT"] : ["IMAGE"],
      texts: args.texts,
      anySpace: other == null,
    });
    const { model, route } = choice;
    const texting = other == null ? choice : await chooseTextModel(context, other, model);
    const [images, texts] = await Promise.all([
      eachOrError(args.images, (image) =>
        context.embedImage(choice, image, { purpose: "DOCUMENT" }),
      ),
      // One that fails would leave a hole in every row: so it fails the query.
      Promise.all(args.texts.map((text) => context.embedText(texting, text, { purpose: "QUERY" }))),
    ]);
    const vectors = texts.map(({ vector }) => vector);
    const embedded = images.flatMap((image) => (image instanceof Error ? [] : image));
    const timings = [...embedded, ...texts].map(({ timing }) => timing);
    return {
      model,
      activation: context.scoring(model).activation,
      cosine: images.map((image) =>
        image instanceof Error ? image : cosines(image.vector, vectors),
      ),
      timing: joinTimings(timings, performance.now() - startedAt),
      route,
    };
  }

  /** Computed only where it is asked for. */
  @FieldResolver()
  scores(@Root() { model, cosine }: Similarity, @Ctx() context: Context) {
    const scoring = context.scoring(model);
    return cosine.map((row) => (row instanceof Error ? row : score(row, scoring)));
  }
}

/** @throws SPACE_MISMATCH, and what choosing a model throws */
async function chooseTextModel(context: Context, name: string, imageModel: Model): Promise<Choice> {
  const task = { modalities: ["TEXT"], anySpace: false } as const;
  const choice = await context.choose({ model: name }, task);
  const { model } = choice;
  if (model.space === imageModel.space) {
    return choice;
  }
  throw new GatewayError(
    "SPACE_MISMATCH",
    `${model.id} embeds into the space ${model.space}, ${imageModel.id} into ${imageModel.space}: their vectors cannot be compared.`,
  );
}
