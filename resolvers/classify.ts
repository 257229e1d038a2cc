import { Args, Ctx, Query, Resolver } from "type-graphql";
import { Classification, ClassifyArgs, ClassifyImagesArgs } from "../schema/classification.ts";
import type { Context } from "./context.ts";
import { checkClassification, classifyAgainst } from "./classification.ts";
import { checkInputs } from "./inputs.ts";
import { eachOrError } from "./items.ts";
import { countTexts } from "./cost.ts";

@Resolver()
export class ClassifyResolver {
  @Query(() => Classification, {
    description:
      "Scores one image against labels of your choice (zero-shot classification). No training is needed.",
    complexity: ({ args }) => 1 + countTexts(args),
  })
  async classify(@Args(() => ClassifyArgs) args: ClassifyArgs, @Ctx() context: Context) {
    const startedAt = performance.now();
    checkClassification(args, context.limits);
    const { model, route } = await context.choose(args, task(args.labels));
    const classify = await classifyAgainst(context, model, args, startedAt);
    return { ...(await classify(args.image)), route };
  }

  @Query(() => [Classification], {
    nullable: "items",
    description:
      "Scores several images against the same labels. One item per image, in the same order. An item that fails is null, and an error has its path.",
    complexity: ({ args }) => args.images.length + countTexts(args),
  })
  async classifyImages(
    @Args(() => ClassifyImagesArgs) args: ClassifyImagesArgs,
    @Ctx() context: Context,
  ) {
    const startedAt = performance.now();
    checkInputs("images", args.images, context.limits);
    checkClassification(args, context.limits);
    const { model, route } = await context.choose(args, task(args.labels));
    if (args.images.length === 0) {
      return [];
    }
    const classify = await classifyAgainst(context, model, args, startedAt);
    return eachOrError(args.images, async (image) => ({ ...(await classify(image)), route }));
  }
}

const task = (texts: string[]) =>
  ({ modalities: ["IMAGE", "TEXT"], texts, anySpace: true }) as const;
