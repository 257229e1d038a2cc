import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { agreementOnImage, meanAgreement } from "../models/zero-shot/agreement.ts";
import { type Agreement, CompareArgs, Comparison, ModelResult } from "../schema/comparison.ts";
import { checkComparison, compareModel } from "./compare-model.ts";
import type { Context } from "./context.ts";
import { countPrompts, countTexts } from "./inputs.ts";
import { reportOnce } from "./report-once.ts";
import { mapInTurn } from "./time-slice.ts";

@Resolver()
export class CompareResolver {
  @Query(() => Comparison, {
    description:
      "Sends the same images and texts to several models and shows the results side by side. A model that fails does not fail the others.",
    complexity: ({ args }) =>
      (args.images.length + countTexts(args.texts) + countPrompts(args.texts, args.templates)) *
      args.models.length,
  })
  async compare(@Args(() => CompareArgs) args: CompareArgs, @Ctx() context: Context) {
    const models = checkComparison(args, context);
    const results = await Promise.all(models.map((model) => compareModel(context, model, args)));
    return { results, agreement: await agreementsOf(results, context.signal) };
  }
}

@Resolver(() => ModelResult)
export class ModelResultResolver {
  @FieldResolver()
  cosine(@Root() { cosine, reported }: ModelResult) {
    return cosine && reportOnce(cosine, reported!);
  }

  @FieldResolver()
  classifications(@Root() { classifications, reported }: ModelResult) {
    return classifications && reportOnce(classifications, reported!);
  }
}

/** One for each pair of models that answered, in the order asked for. */
async function agreementsOf(
  results: readonly ModelResult[],
  signal: AbortSignal,
): Promise<Agreement[]> {
  const answered = results.filter(({ cosine }) => cosine != null);
  const pairs: Agreement[] = [];
  for (const [i, left] of answered.entries()) {
    for (const right of answered.slice(i + 1)) {
      const others = rowsOf(right);
      const onImages = await mapInTurn([...rowsOf(left).entries()], signal, ([image, row]) =>
        agreementOnImage(row, others[image]!),
      );
      pairs.push({ left: left.model, right: right.model, ...meanAgreement(onImages) });
    }
  }
  return pairs;
}

function rowsOf({ cosine }: ModelResult) {
  return cosine!.map((row) => (row instanceof Error ? null : row));
}
