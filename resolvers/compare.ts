import { Args, Ctx, Query, Resolver } from "type-graphql";
import { Comparison, CompareArgs } from "../schema/comparison.ts";
import { agreementOf } from "./agreement.ts";
import { checkComparison, compareModel } from "./compare-model.ts";
import type { Context } from "./context.ts";
import { countTemplates } from "./cost.ts";

@Resolver()
export class CompareResolver {
  @Query(() => Comparison, {
    description:
      "Sends the same images and texts to several models and shows the results side by side. A model that fails does not fail the others.",
    complexity: ({ args }) =>
      (args.images.length + args.texts.length * (1 + countTemplates(args))) * args.models.length,
  })
  async compare(@Args(() => CompareArgs) args: CompareArgs, @Ctx() context: Context) {
    const models = checkComparison(args, context);
    const results = await Promise.all(models.map((model) => compareModel(context, model, args)));
    return { results, agreement: await agreementOf(results) };
  }
}
