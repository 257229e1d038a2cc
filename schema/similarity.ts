import { ArgsType, Field, ID, ObjectType } from "type-graphql";
import type { Activation as ActivationName, Model as ModelRecord } from "../models/model.ts";
import { ModelChoiceArgs, Timing } from "./embedding.ts";
import { Activation } from "./enums.ts";
import { ImageInput } from "./image-input.ts";
import { Model } from "./model.ts";
import { Route } from "./route.ts";
import { Vector } from "./vector.ts";

@ArgsType()
export class SimilarityArgs extends ModelChoiceArgs {
  @Field(() => [ImageInput])
  images!: ImageInput[];

  @Field(() => [String])
  texts!: string[];

  @Field(() => ID, {
    nullable: true,
    description:
      "Embeds the texts: another model of the same space, such as a multilingual text tower. `model` then embeds the images only.",
  })
  textModel?: string | null;
}

@ObjectType({ description: "Every image against every text." })
export class Similarity {
  @Field(() => Model)
  model!: ModelRecord;

  @Field(() => Activation)
  activation!: ActivationName;

  @Field(() => [Vector], {
    nullable: "items",
    description:
      "One row an image, one column a text; the row of an image that failed is null, with an error at its path.",
  })
  cosine!: readonly (Float32Array | Error)[];

  @Field(() => [Vector], {
    nullable: "items",
    description: "The model's activation over each row.",
  })
  scores!: readonly (Float32Array | Error)[];

  @Field(() => Timing)
  timing!: Timing;

  @Field(() => Route, { nullable: true })
  route?: Route | null;
}
