import { Args, Ctx, Extensions, Query, Resolver } from "type-graphql";
import type { Task } from "../models/routing/types.ts";
import { oneItemPer } from "../schema/answer-size.ts";
import { Classification, ClassifyArgs, ClassifyImagesArgs } from "../schema/classification.ts";
import type { ImageInput } from "../schema/image-input.ts";
import { checkLabelling, classification, type Labelling, templatesFor } from "./classification.ts";
import type { Context } from "./context.ts";
import { checkInputs, countPrompts, eachOrError } from "./inputs.ts";
import { inTurn } from "./time-slice.ts";

@Resolver()
export class ClassifyResolver {
  @Query(() => Classification, {
    description:
      "Scores one image against labels of your choice (zero-shot classification). No training is needed.",
    complexity: ({ args }) => 1 + countPrompts(args.labels, args.templates),
  })
  async classify(@Args(() => ClassifyArgs) args: ClassifyArgs, @Ctx() context: Context) {
    checkLabelling(args, context.limits);
    const classify = await classifier(context, args);
    return classify(args.image);
  }

  @Extensions(oneItemPer("images"))
  @Query(() => [Classification], {
    nullable: "items",
    description:
      "Scores several images against the same labels. One item per image, in the same order. An item that fails is null, and an error has its path.",
    complexity: ({ args }) => args.images.length + countPrompts(args.labels, args.templates),
  })
  async classifyImages(
    @Args(() => ClassifyImagesArgs) args: ClassifyImagesArgs,
    @Ctx() context: Context,
  ) {
    checkInputs("images", args.images, context.limits);
    checkLabelling(args, context.limits);
    const classify = await classifier(context, args);
    return eachOrError(args.images, context.signal, classify);
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
  const { model, language } = choice;
  const { labels, topK } = args;
  const templates = templatesFor(model, args.templates);
  const set = { labels, templates, purpose, language } as const;
  let pending: ReturnType<Context["embedLabels"]> | undefined;
  return async (image) => {
    pending ??= context.embedLabels(model, set);
    const [embedding, heads] = await Promise.all([
      context.embedImage(choice, image, { purpose }),
      pending,
    ]);
    return inTurn(context.signal, () => {
      // Not before the pass: what the model's files say is known when they have been read.
      const scoring = context.scoring(model);
      return classification(embedding, heads, { ...set, topK }, { scoring, startedAt });
    });
  };
}

function task(texts: readonly string[]): Task {
  return { modalities: ["IMAGE", "TEXT"], kind: purpose, texts, anySpace: true };
}
