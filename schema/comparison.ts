import { ArgsType, Field, Float, ID, Int, ObjectType } from "type-graphql";
import type { Model as ModelRecord } from "../models/model.ts";
import { Classification } from "./classification.ts";
import { ImageInput } from "./image-input.ts";
import { Model } from "./model.ts";
import { Vector } from "./vector.ts";

@ArgsType()
export class CompareArgs {
  @Field(() => [ImageInput])
  images!: ImageInput[];

  @Field(() => [String])
  texts!: string[];

  @Field(() => [ID], { description: "Ids or aliases of 1 to 16 different models." })
  models!: string[];

  @Field(() => [String], {
    nullable: true,
    description: "For the classifications; as in classify.",
  })
  templates?: string[] | null;
}

@ObjectType({ description: "Why one model of a comparison gave no result." })
export class Problem {
  @Field(() => String)
  code!: string;

  @Field(() => String)
  message!: string;

  @Field(() => Boolean)
  retryable!: boolean;

  @Field(() => Float, { nullable: true })
  retryAfterMs?: number | null;
}

@ObjectType()
export class ModelResult {
  @Field(() => Model)
  model!: ModelRecord;

  @Field(() => Problem, { nullable: true })
  error?: Problem | null;

  @Field(() => Float, { nullable: true })
  latencyMs?: number | null;

  @Field(() => Int, { nullable: true })
  dimensions?: number | null;

  @Field(() => [Vector], {
    nullable: "itemsAndList",
    description: "As in Similarity: one row an image, one column a text, no template.",
  })
  cosine?: readonly (Float32Array | Error)[] | null;

  @Field(() => [Classification], {
    nullable: "itemsAndList",
    description: "One an image, with the texts as labels and the templates applied.",
  })
  classifications?: readonly (Classification | Error)[] | null;

  @Field(() => Float, {
    nullable: true,
    description: "Estimate from the catalog's list prices; 0 for local models.",
  })
  costUsd?: number | null;
}

@ObjectType({
  description:
    "How far two models agree on the order of the texts, averaged over the images. Raw cosines of different models are never compared: each model spreads them differently.",
})
export class Agreement {
  @Field(() => Model)
  left!: ModelRecord;

  @Field(() => Model)
  right!: ModelRecord;

  @Field(() => Float, {
    nullable: true,
    description: "Kendall's tau-b; null where it is undefined (one text, or all tied).",
  })
  kendallTau?: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      "Share of the images whose best text is the same; null without an image that both answered.",
  })
  topMatch?: number | null;
}

@ObjectType()
export class Comparison {
  @Field(() => [ModelResult], { description: "One a requested model, in the order asked for." })
  results!: readonly ModelResult[];

  @Field(() => [Agreement], { description: "One for each pair of models that answered." })
  agreement!: readonly Agreement[];
}
