import { Args, Ctx, Query, Resolver } from "type-graphql";
import type { Task } from "../models/routing/types.ts";
import { Classification, ClassifyArgs, ClassifyImagesArgs } from "../schema/classification.ts";
import type { ImageInput } from "../schema/image-input.ts";
import { checkLabelling, classification, type Labelling, templatesFor } from "./classification.ts";
import type { Context } from "./context.ts";
import { checkInputs, countTexts, eachOrError } from "./inputs.ts";

@Resolver()
export class ClassifyResolver {
  @Query(() => Classification, {
    description:
      "Scores one image against labels of your choice (zero-shot classification). No training is needed.",
    complexity: ({ args }) => 1 + countTexts(args),
  })
  async classify(@Args(() => ClassifyArgs) args: ClassifyArgs, @Ctx() context: Context) {
    checkLabelling(args, context.limits);
    const classify = await classifier(context, args);
    return classify(args.image);
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
    checkInputs("images", args.images, context.limits);
    checkLabelling(args, context.limits);
    const classify = await classifier(context, args);
    return eachOrError(args.images, classify);
  }
}

const purpose = "CLASSIFICATION";

/** Labels are embedded once, when the first image asks for them. */
async function classifier(
  context: Context,
  args: Labelling & (ClassifyArgs | ClassifyImagesArgs),
): Promise<(image: ImageInput) => Promise<Classification>> {
  const startedAt = performance.now();
  const choice = await context.choose(args, task(args.labels));
  const { model } = choice;
  const set = { labels: args.labels, templates: templatesFor(model, args), purpose } as const;
  let pending: ReturnType<Context["embedLabels"]> | undefined;
  return async (image) => {
    pending ??= context.embedLabels(model, set);
    const [embedding, heads] = await Promise.all([
      context.embedImage(choice, image, { purpose }),
      pending,
    ]);
    // Not before the pass: what the model's files say is known when they have been read.
    return classification(embedding, heads, args, { scoring: context.scoring(model), startedAt });
  };
}

function task(texts: readonly string[]): Task {
  return { modalities: ["IMAGE", "TEXT"], texts, anySpace: true };
}
