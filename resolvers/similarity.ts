import { Args, Ctx, Query, Resolver } from "type-graphql";
import { GatewayError } from "../models/errors.ts";
import { score } from "../models/zero-shot/score.ts";
import type { Model } from "../models/model.ts";
import { Similarity, SimilarityArgs } from "../schema/similarity.ts";
import type { Context } from "./context.ts";
import { cosineRows } from "./cosine-rows.ts";
import { checkInputs, checkNotEmpty } from "./inputs.ts";

@Resolver()
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
    const { model, route } = await context.choose(args, {
      modalities: other == null ? ["IMAGE", "TEXT"] : ["IMAGE"],
      texts: args.texts,
      anySpace: other == null,
    });
    const textModel = other == null ? model : await textTower(context, other, model);
    const { rows, timing } = await cosineRows(context, { model, textModel }, args, startedAt);
    const scoring = context.scoring(model);
    return {
      model,
      activation: scoring.activation,
      cosine: rows,
      scores: rows.map((row) => (row instanceof Error ? row : score(row, scoring))),
      timing,
      route,
    };
  }
}

/** @throws SPACE_MISMATCH, and what choosing a model throws */
async function textTower(context: Context, name: string, imageModel: Model): Promise<Model> {
  const { model } = await context.choose(
    { model: name },
    { modalities: ["TEXT"], anySpace: false },
  );
  if (model.space === imageModel.space) {
    return model;
  }
  throw new GatewayError(
    "SPACE_MISMATCH",
    `${model.id} embeds into the space ${model.space}, ${imageModel.id} into ${imageModel.space}: their vectors cannot be compared.`,
  );
}
