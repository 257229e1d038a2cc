import { ArgsType, Extensions, Field, ID, ObjectType } from "type-graphql";
import type { Activation as ActivationName, Model as ModelRecord } from "../models/model.ts";
import { Timing } from "./embedding.ts";
import { answerSize, vectorSize } from "./answer-size.ts";
import { Activation } from "./enums.ts";
import { ImageInput } from "./image-input.ts";
import { withLanguage } from "./language.ts";
import { withModelChoice } from "./model-choice.ts";
import { Model } from "./model.ts";
import { Route, routed, routeOfResult } from "./route.ts";
import { Vector } from "./vector.ts";

@ArgsType()
class ImagesAndTextsArgs {
  @Field(() => [ImageInput], {
    description: "The rows of the result: at least one, and at most `limits.maxInputs`.",
  })
  images!: ImageInput[];

  @Field(() => [String], {
    description: "The columns of the result: at least one, and at most `limits.maxInputs`.",
  })
  texts!: string[];
}

@ArgsType()
export class SimilarityArgs extends withModelChoice(withLanguage(ImagesAndTextsArgs)) {
  @Field(() => ID, {
    nullable: true,
    description:
      "Id or alias of another model that embeds the texts, such as a multilingual one. It must have the same space as the model of the images. If left out, one model embeds both.",
  })
  textModel?: string | null;
}

/** One row per image, one column per text. */
const table = answerSize({
  items: ({ query }) => query["images"].length,
  ...vectorSize(({ query }) => query["texts"].length),
});

@ObjectType({
  description: "How similar every image is to every text: one row per image, one column per text.",
})
export class Similarity {
  @Field(() => Model, {
    description: "The model that embedded the images, and the texts unless `textModel` did.",
  })
  model!: ModelRecord;

  @Field(() => Activation, { description: "How `cosine` became `scores`." })
  activation!: ActivationName;

  @Extensions(table)
  @Field(() => [Vector], {
    nullable: "items",
    description:
      "Cosines from -1 to 1: one row per image, one column per text. The row of an image that failed is null, and an error has its path; if `scores` is asked for first, that error has the path there.",
  })
  cosine!: readonly (Float32Array | Error)[];

  @Extensions(table)
  @Field(() => [Vector], {
    nullable: "items",
    description:
      "The rows of `cosine` as scores, by the model's activation. With SOFTMAX, each row adds up to 1.",
  })
  scores!: readonly (Float32Array | Error)[];

  /** No field: images that failed, of which `cosine` or `scores` has told. */
  reported!: Set<number>;

  @Field(() => Timing, { description: "How long the whole table took." })
  timing!: Timing;

  @Extensions(routed)
  @Field(() => Route, routeOfResult)
  route?: Route | null;
}
