import { ArgsType, type ClassType, Extensions, Field, Float, Int, ObjectType } from "type-graphql";
import type { Activation as ActivationName, Model as ModelRecord } from "../models/model.ts";
import { expandTemplates } from "../models/zero-shot/templates.ts";
import { answerSize, type Asked, jsonBytes, mostBytes } from "./answer-size.ts";
import { Timing } from "./embedding.ts";
import { Activation } from "./enums.ts";
import { ImageInput } from "./image-input.ts";
import { withLanguage } from "./language.ts";
import { withModelChoice } from "./model-choice.ts";
import { Model } from "./model.ts";
import { Route, routed, routeOfResult } from "./route.ts";

@ObjectType({ description: "A label, and how well it fits the image." })
export class LabelScore {
  @Extensions(answerSize({ bytes: (asked) => Math.max(...labelsOf(asked).map(jsonBytes)) }))
  @Field(() => String, { description: "One of the labels that the query gave." })
  label!: string;

  @Field(() => Float, {
    description:
      "How well the label fits. With SOFTMAX and SIGMOID, a probability from 0 to 1. With COSINE, the same as `similarity`.",
  })
  score!: number;

  @Field(() => Float, {
    description:
      "Cosine between the image and the label, from -1 to 1. If there are several templates, their mean vector stands for the label.",
  })
  similarity!: number;
}

@ObjectType({
  description: "One image scored against labels that the model was never trained on (zero-shot).",
})
export class Classification {
  @Field(() => Model, { description: "The model that scored the labels." })
  model!: ModelRecord;

  @Field(() => Activation, { description: "How the cosines became scores." })
  activation!: ActivationName;

  @Extensions(
    answerSize({
      items: (asked) => Math.min(labelsOf(asked).length, asked.query["topK"] ?? Infinity),
    }),
  )
  @Field(() => [LabelScore], {
    description: "The labels with their scores, best first: all of them, or the first `topK`.",
  })
  labels!: readonly LabelScore[];

  @Field(() => LabelScore, {
    description: "The label with the highest score, which is the first of `labels`.",
  })
  best!: LabelScore;

  @Extensions(answerSize({ items: () => 1, bytes: templateBytes }))
  @Field(() => [String], {
    description:
      "The templates that were used. Lists such as `@imagenet80` are written out in full.",
  })
  templates!: readonly string[];

  @Field(() => Timing, { description: "How long this image and the labels took." })
  timing!: Timing;

  @Extensions(routed)
  @Field(() => Route, routeOfResult)
  route?: Route | null;
}

/** Of one classification. In a comparison, the texts are the labels. */
function labelsOf({ query }: Asked): readonly string[] {
  return query["labels"] ?? query["texts"];
}

function templateBytes(asked: Asked): number {
  const { templates } = asked.query;
  return templates ? jsonBytes(expandTemplates(templates)) : ownTemplates(asked);
}
const ownTemplates = mostBytes(({ templates }) => templates).bytes;

/** The labels and how they are used, after the images that `Inputs` declares. */
function withLabels<Inputs extends ClassType>(inputs: Inputs) {
  @ArgsType()
  class LabelArgs extends withLanguage(inputs) {
    @Field(() => [String], {
      description:
        "What to look for: at least one label, no two the same, and at most `limits.maxLabels`.",
    })
    labels!: string[];

    @Field(() => [String], {
      nullable: true,
      description:
        "Sentences that labels are put into, such as \"a photo of a {label}.\". Several templates are combined into one vector per label. `@imagenet80` and `@imagenet7` stand for OpenAI's lists of 80 and 7 templates. Default: the model's `defaultTemplates`.",
    })
    templates?: string[] | null;

    @Field(() => Int, {
      nullable: true,
      description:
        "How many of the best labels to return: 1 or more. Default: all. The scores are computed over all labels either way.",
    })
    topK?: number | null;
  }
  return LabelArgs;
}

@ArgsType()
class ImageArgs {
  @Field(() => ImageInput, { description: "The image to classify." })
  image!: ImageInput;
}

@ArgsType()
class ImagesArgs {
  @Field(() => [ImageInput], { description: "The images to classify: at most `limits.maxInputs`." })
  images!: ImageInput[];
}

@ArgsType()
export class ClassifyArgs extends withModelChoice(withLabels(ImageArgs)) {}

@ArgsType()
export class ClassifyImagesArgs extends withModelChoice(withLabels(ImagesArgs)) {}
