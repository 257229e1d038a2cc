import { ArgsType, Field, Float, Int, ObjectType } from "type-graphql";
import type { Model as ModelRecord } from "../models/model.ts";
import { Embedding, ModelChoiceArgs, Timing } from "./embedding.ts";
import { Model } from "./model.ts";
import { Route } from "./route.ts";
import { VideoInput, VideoSegmentsInput } from "./video-input.ts";

@ArgsType()
export class EmbedVideoArgs extends ModelChoiceArgs {
  @Field(() => VideoInput)
  video!: VideoInput;

  @Field(() => VideoSegmentsInput, { nullable: true })
  segments?: VideoSegmentsInput | null;

  @Field(() => Int, { nullable: true })
  dimensions?: number | null;
}

@ObjectType({
  description: "The embedding of the part `[startOffsetSec, endOffsetSec)` of a video.",
})
export class VideoSegmentEmbedding {
  @Field(() => Float)
  startOffsetSec!: number;

  @Field(() => Float)
  endOffsetSec!: number;

  @Field(() => Embedding)
  embedding!: Embedding;
}

@ObjectType({ description: "A video as one embedding a segment, in order of time." })
export class VideoEmbedding {
  @Field(() => Model)
  model!: ModelRecord;

  @Field(() => [VideoSegmentEmbedding])
  segments!: readonly VideoSegmentEmbedding[];

  @Field(() => Timing)
  timing!: Timing;

  @Field(() => Route, { nullable: true })
  route?: Route | null;
}
