import { ArgsType, Field, Float, Int, ObjectType } from "type-graphql";
import type { Activation as ActivationName, Model as ModelRecord } from "../models/model.ts";
import { ModelChoiceArgs, Timing } from "./embedding.ts";
import { Activation } from "./enums.ts";
import { ImageInput } from "./image-input.ts";
import { Model } from "./model.ts";
import { Route } from "./route.ts";

@ObjectType()
export class LabelScore {
  @Field(() => String)
  label!: string;

  @Field(() => Float, {
    description: "A probability (softmax or sigmoid), or the cosine where the model has no scale.",
  })
  score!: number;

  @Field(() => Float, { description: "Cosine of the image and the label's embedding." })
  similarity!: number;
}

@ObjectType({ description: "An image against labels the model was never trained on." })
export class Classification {
  @Field(() => Model)
  model!: ModelRecord;

  @Field(() => Activation)
  activation!: ActivationName;

  @Field(() => [LabelScore], { description: "Best first." })
  labels!: readonly LabelScore[];

  @Field(() => LabelScore)
  best!: LabelScore;

  @Field(() => [String], { description: "The templates that were used." })
  templates!: readonly string[];

  @Field(() => Timing)
  timing!: Timing;

  @Field(() => Route, { nullable: true })
  route?: Route | null;
}

@ArgsType()
class LabelArgs extends ModelChoiceArgs {
  @Field(() => [String], { description: "At least one, no two the same." })
  labels!: string[];

  @Field(() => [String], {
    nullable: true,
    description:
      "`{label}` is replaced; several templates are ensembled. `@imagenet80` and `@imagenet7` stand for OpenAI's lists. The model's defaultTemplates when left out.",
  })
  templates?: string[] | null;

  @Field(() => Int, {
    nullable: true,
    description: "Only the best so many; the scores still run over all labels.",
  })
  topK?: number | null;
}

@ArgsType()
export class ClassifyArgs extends LabelArgs {
  @Field(() => ImageInput)
  image!: ImageInput;
}

@ArgsType()
export class ClassifyImagesArgs extends LabelArgs {
  @Field(() => [ImageInput])
  images!: ImageInput[];
}
