import { ArgsType, Field, Float, ID, Int, ObjectType } from "type-graphql";
import type {
  Modality as ModalityName,
  Model as ModelRecord,
  Purpose as PurposeName,
} from "../models/model.ts";
import { Modality, Purpose } from "./enums.ts";
import { ImageInput } from "./image-input.ts";
import { Model } from "./model.ts";
import { Route, RouteInput } from "./route.ts";
import { Vector } from "./vector.ts";

@ObjectType({
  description:
    "What one result cost, in milliseconds, and how many inputs shared its forward pass or provider call.",
})
export class Timing {
  @Field(() => Float, { description: "From the resolver to the result." })
  totalMs!: number;

  @Field(() => Float, { description: "Waiting for a pass." })
  queueMs!: number;

  @Field(() => Float, { description: "The pass or call that it shared." })
  computeMs!: number;

  @Field(() => Int, { description: "Inputs in that pass or call; 0 when cached." })
  batchSize!: number;

  @Field(() => Boolean)
  cached!: boolean;
}

@ObjectType({ description: "An L2-normalised vector, and where it lives." })
export class Embedding {
  @Field(() => Model)
  model!: ModelRecord;

  @Field(() => ID, {
    description:
      "Vectors are comparable exactly when their space and their dimensions are the same.",
  })
  space!: string;

  @Field(() => Modality)
  modality!: ModalityName;

  @Field(() => Int)
  dimensions!: number;

  @Field(() => Vector)
  vector!: Float32Array;

  @Field(() => Boolean, {
    description: "The text was longer than the model's context and was cut.",
  })
  truncated!: boolean;

  @Field(() => Int, {
    nullable: true,
    description:
      "Text tokens that the model saw, with start and end tokens; null for images and where a provider does not say.",
  })
  tokens?: number | null;

  @Field(() => Timing)
  timing!: Timing;

  @Field(() => Route, {
    nullable: true,
    description: "How the model was chosen; null when the caller named it.",
  })
  route?: Route | null;
}

/** The arguments by which every query picks its model. */
@ArgsType()
export class ModelChoiceArgs {
  @Field(() => ID, {
    nullable: true,
    description: "Id or alias; the server's default when left out.",
  })
  model?: string | null;

  @Field(() => RouteInput, {
    nullable: true,
    description: "Ask the router instead of naming a model.",
  })
  route?: RouteInput | null;
}

const dimensionsField = {
  nullable: true,
  description: "One of the model's supportedDimensions; its full length when left out.",
};

@ArgsType()
export class EmbedTextArgs extends ModelChoiceArgs {
  @Field(() => String)
  text!: string;

  @Field(() => Int, dimensionsField)
  dimensions?: number | null;

  @Field(() => Purpose, { defaultValue: Purpose.DOCUMENT })
  purpose!: PurposeName;
}

@ArgsType()
export class EmbedTextsArgs extends ModelChoiceArgs {
  @Field(() => [String])
  texts!: string[];

  @Field(() => Int, dimensionsField)
  dimensions?: number | null;

  @Field(() => Purpose, { defaultValue: Purpose.DOCUMENT })
  purpose!: PurposeName;
}

@ArgsType()
export class EmbedImageArgs extends ModelChoiceArgs {
  @Field(() => ImageInput)
  image!: ImageInput;

  @Field(() => Int, dimensionsField)
  dimensions?: number | null;

  @Field(() => Purpose, { defaultValue: Purpose.DOCUMENT })
  purpose!: PurposeName;
}

@ArgsType()
export class EmbedImagesArgs extends ModelChoiceArgs {
  @Field(() => [ImageInput])
  images!: ImageInput[];

  @Field(() => Int, dimensionsField)
  dimensions?: number | null;

  @Field(() => Purpose, { defaultValue: Purpose.DOCUMENT })
  purpose!: PurposeName;
}
