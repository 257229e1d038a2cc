import {
  ArgsType,
  type ClassType,
  Extensions,
  Field,
  Float,
  ID,
  Int,
  ObjectType,
} from "type-graphql";
import type {
  Modality as ModalityName,
  Model as ModelRecord,
  Purpose as PurposeName,
} from "../models/model.ts";
import { Modality, Purpose } from "./enums.ts";
import { ImageInput } from "./image-input.ts";
import { withLanguage } from "./language.ts";
import { withModelChoice } from "./model-choice.ts";
import { Model } from "./model.ts";
import { Route, routed, routeOfResult } from "./route.ts";
import { Vector } from "./vector.ts";

@ObjectType({
  description:
    "How long a result took, and how many inputs shared its pass. A pass is one run of the model, or one call to its provider. If a result needs several embeddings, the longest wait, the longest pass and the largest batch are shown.",
})
export class Timing {
  @Field(() => Float, {
    description: "Milliseconds from the start of the query to this result.",
  })
  totalMs!: number;

  @Field(() => Float, { description: "Milliseconds of waiting for a pass to start." })
  queueMs!: number;

  @Field(() => Float, {
    description: "Milliseconds of the pass, which all its inputs share. 0 if cached.",
  })
  computeMs!: number;

  @Field(() => Int, { description: "How many inputs the pass had. 0 if cached." })
  batchSize!: number;

  @Field(() => Boolean, {
    description:
      "True if the result came from the server's cache. If it needs several embeddings, all of them did.",
  })
  cached!: boolean;
}

@ObjectType({
  description: "A vector of length 1 (L2-normalised), and what you need to compare it with others.",
})
export class Embedding {
  @Field(() => Model, { description: "The model that made this vector." })
  model!: ModelRecord;

  @Field(() => ID, {
    description:
      "Id of the vector space. Two vectors can be compared only if both their spaces and their dimensions are the same.",
  })
  space!: string;

  @Field(() => Modality, {
    description: "What was embedded: a text, an image or a segment of a video.",
  })
  modality!: ModalityName;

  @Field(() => Int, { description: "How many numbers the vector has." })
  dimensions!: number;

  @Field(() => Vector, {
    description: "The numbers as a JSON array. `base64` is cheaper to send.",
  })
  vector!: Float32Array;

  @Field(() => Boolean, {
    description:
      "True if the text was longer than the model's context and was cut. Always false for images and video.",
  })
  truncated!: boolean;

  @Field(() => Int, {
    nullable: true,
    description:
      "How many tokens of the text the model saw, start and end tokens included. Null for images and video, and if the provider does not say.",
  })
  tokens?: number | null;

  @Field(() => Timing, { description: "How long this vector took." })
  timing!: Timing;

  @Extensions(routed)
  @Field(() => Route, routeOfResult)
  route?: Route | null;
}

/** The arguments of every query for embeddings, after its inputs. */
function withVectorOptions<Inputs extends ClassType>(inputs: Inputs) {
  @ArgsType()
  class VectorArgs extends withModelChoice(inputs) {
    @Field(() => Int, {
      nullable: true,
      description:
        "Length of the vector: one of the model's `supportedDimensions`. Default: the model's full length.",
    })
    dimensions?: number | null;

    @Field(() => Purpose, {
      defaultValue: Purpose.DOCUMENT,
      description:
        "What the embedding is for. Default: DOCUMENT. Models that make no difference ignore it.",
    })
    purpose!: PurposeName;
  }
  return VectorArgs;
}

@ArgsType()
class TextArgs {
  @Field(() => String, {
    description:
      "The text to embed: at most `limits.maxTextChars` characters. It is cut if it is longer than the model's context.",
  })
  text!: string;
}

@ArgsType()
class TextsArgs {
  @Field(() => [String], {
    description:
      "The texts to embed: at most `limits.maxInputs`. One of more than `limits.maxTextChars` characters fails alone.",
  })
  texts!: string[];
}

@ArgsType()
class ImageArgs {
  @Field(() => ImageInput, { description: "The image to embed." })
  image!: ImageInput;
}

@ArgsType()
class ImagesArgs {
  @Field(() => [ImageInput], { description: "The images to embed: at most `limits.maxInputs`." })
  images!: ImageInput[];
}

@ArgsType()
export class EmbedTextArgs extends withVectorOptions(withLanguage(TextArgs)) {}

@ArgsType()
export class EmbedTextsArgs extends withVectorOptions(withLanguage(TextsArgs)) {}

@ArgsType()
export class EmbedImageArgs extends withVectorOptions(ImageArgs) {}

@ArgsType()
export class EmbedImagesArgs extends withVectorOptions(ImagesArgs) {}
