import { ArgsType, Extensions, Field, Float, ID, Int, ObjectType } from "type-graphql";
import type { Model as ModelRecord } from "../models/model.ts";
import { answerSize, vectorSize } from "./answer-size.ts";
import { Classification } from "./classification.ts";
import { ImageInput } from "./image-input.ts";
import { withLanguage } from "./language.ts";
import { Model } from "./model.ts";
import { Vector } from "./vector.ts";

@ArgsType()
class ComparedArgs {
  @Field(() => [ImageInput], {
    description: "The images that every model gets: at least one, and at most `limits.maxInputs`.",
  })
  images!: ImageInput[];

  @Field(() => [String], {
    description:
      "The texts that every model gets: at least one, and no two the same. They are also the labels of the classifications, so `limits.maxLabels` applies as well as `limits.maxInputs`.",
  })
  texts!: string[];

  @Field(() => [ID], { description: "Ids or aliases of 1 to 16 different models." })
  models!: string[];

  @Field(() => [String], {
    nullable: true,
    description: "Templates for `classifications`, as in `classify`. `cosine` does not use them.",
  })
  templates?: string[] | null;
}

@ArgsType()
export class CompareArgs extends withLanguage(ComparedArgs) {}

@ObjectType({ description: "Why one model of a comparison gave no result." })
export class Problem {
  @Field(() => String, {
    description:
      "What kind of error it is, such as MODEL_UNAVAILABLE or TIMEOUT. The codes are those of `extensions.code` in errors.",
  })
  code!: string;

  @Extensions(answerSize({ bytes: 300 }))
  @Field(() => String, { description: "What went wrong and what to do, for people to read." })
  message!: string;

  @Field(() => Boolean, { description: "True if the same request may succeed later." })
  retryable!: boolean;

  @Field(() => Float, {
    nullable: true,
    description: "How long to wait before the next try, in milliseconds. Null if unknown.",
  })
  retryAfterMs?: number | null;
}

@ObjectType({
  description: "What one model of a comparison answered, or the error that kept it from answering.",
})
export class ModelResult {
  @Field(() => Model, { description: "The model that was asked." })
  model!: ModelRecord;

  @Field(() => Problem, {
    nullable: true,
    description: "Why the model failed. Null if it answered.",
  })
  error?: Problem | null;

  @Field(() => Float, {
    nullable: true,
    description:
      "How long the model took for all images and texts, in milliseconds. Null if it failed.",
  })
  latencyMs?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "How many numbers the model's vectors have. Null if it failed.",
  })
  dimensions?: number | null;

  @Extensions(
    answerSize({
      items: ({ query }) => query["images"].length,
      ...vectorSize(({ query }) => query["texts"].length),
    }),
  )
  @Field(() => [Vector], {
    nullable: "itemsAndList",
    description:
      "Cosines from -1 to 1: one row per image, one column per text, without a template. The row of an image that failed is null, and an error has its path; if `classifications` is asked for first, that error has the path there. Null if the model failed.",
  })
  cosine?: readonly (Float32Array | Error)[] | null;

  @Extensions(answerSize({ items: ({ query }) => query["images"].length }))
  @Field(() => [Classification], {
    nullable: "itemsAndList",
    description:
      "One classification per image, with the texts as labels and the templates applied. The item of an image that failed is null. Null if the model failed.",
  })
  classifications?: readonly (Classification | Error)[] | null;

  /** No field: images that failed, of which `cosine` or `classifications` has told. */
  reported?: Set<number>;

  @Field(() => Float, {
    nullable: true,
    description:
      "Estimated cost in US dollars, by the model's list prices. 0 for local models. Null if the model failed.",
  })
  costUsd?: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      "The part of `costUsd` that is for the images; the rest is for the texts. Null if the model failed.",
  })
  imagesCostUsd?: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "How many images went through the model now. The others were in the server's cache, or failed. Null if the model failed.",
  })
  imagesComputed?: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      "How many images shared one pass, as a mean over those that went through the model now. Null if none did.",
  })
  meanBatchSize?: number | null;
}

@ObjectType({
  description:
    "How far two models agree on the order of the texts, as a mean over the images. Raw cosines of different models cannot be compared, because each model spreads them differently.",
})
export class Agreement {
  @Field(() => Model, { description: "The first model of the pair." })
  left!: ModelRecord;

  @Field(() => Model, { description: "The second model of the pair." })
  right!: ModelRecord;

  @Field(() => Float, {
    nullable: true,
    description:
      "Kendall's tau-b: 1 if both order the texts alike, -1 if in reverse. Null if it is undefined: with one text, or if all are tied.",
  })
  kendallTau?: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      "Share of the images for which both put the same text first, from 0 to 1. Null if there is no image that both answered.",
  })
  topMatch?: number | null;
}

@ObjectType({ description: "The same images and texts through several models, side by side." })
export class Comparison {
  @Extensions(answerSize({ items: ({ query }) => query["models"].length }))
  @Field(() => [ModelResult], { description: "One result per model, in the order of `models`." })
  results!: readonly ModelResult[];

  @Extensions(
    answerSize({ items: ({ query: { models } }) => (models.length * (models.length - 1)) / 2 }),
  )
  @Field(() => [Agreement], { description: "One entry per pair of models that answered." })
  agreement!: readonly Agreement[];
}
