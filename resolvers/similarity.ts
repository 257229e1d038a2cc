import { Args, Ctx, Query, Resolver } from "type-graphql";
import { score } from "../models/score.ts";
import { Similarity, SimilarityArgs } from "../schema/similarity.ts";
import type { Context } from "./context.ts";
import { cosineRows } from "./cosine-rows.ts";
import { checkInputs, checkNotEmpty } from "./inputs.ts";

@Resolver()
export class SimilarityResolver {
  @Query(() => Similarity, {
    description: "Every image against every text.",
    complexity: ({ args }) => args.images.length + args.texts.length,
  })
  async similarity(@Args(() => SimilarityArgs) args: SimilarityArgs, @Ctx() context: Context) {
    const startedAt = performance.now();
    for (const name of ["images", "texts"] as const) {
      checkNotEmpty(name, args[name]);
      checkInputs(name, args[name], context.limits);
    }
    const { model, route } = await context.choose(args, {
      modalities: ["IMAGE", "TEXT"],
      texts: args.texts,
      anySpace: true,
    });
    const { rows, timing } = await cosineRows(context, model, args, startedAt);
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
