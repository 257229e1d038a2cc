import { Args, Ctx, Query, Resolver } from "type-graphql";
import { agreement } from "../models/zero-shot/agreement.ts";
import { type Agreement, CompareArgs, Comparison, type ModelResult } from "../schema/comparison.ts";
import { checkComparison, compareModel } from "./compare-model.ts";
import type { Context } from "./context.ts";
import { countTemplates } from "./inputs.ts";

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
    return { results, agreement: await agreementsOf(results) };
  }
}

/** One for each pair of models that answered, in the order asked for. */
async function agreementsOf(results: readonly ModelResult[]): Promise<Agreement[]> {
  const answered = results.filter(({ cosine }) => cosine != null);
  const pairs: Agreement[] = [];
  for (const [i, left] of answered.entries()) {
    for (const right of answered.slice(i + 1)) {
      const agreed = agreement(rowsOf(left), rowsOf(right));
      pairs.push({ left: left.model, right: right.model, ...agreed });
      // A large comparison does not hold up everybody else.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return pairs;
}

function rowsOf({ cosine }: ModelResult) {
  return cosine!.map((row) => (row instanceof Error ? null : row));
}
