import { ArgsType, Extensions, Field, Float, Int, ObjectType } from "type-graphql";
import type { Model as ModelRecord } from "../models/model.ts";
import { answerSize, type Asked } from "./answer-size.ts";
import { Embedding, Timing } from "./embedding.ts";
import { withModelChoice } from "./model-choice.ts";
import { Model } from "./model.ts";
import { Route, routed, routeOfResult } from "./route.ts";
import { VideoInput, VideoSegmentsInput } from "./video-input.ts";

@ArgsType()
class VideoArgs {
  @Field(() => VideoInput, { description: "The video to embed." })
  video!: VideoInput;

  @Field(() => VideoSegmentsInput, {
    nullable: true,
    description: "How to cut the video. Default: all of it, in segments of 16 seconds.",
  })
  segments?: VideoSegmentsInput | null;
}

@ArgsType()
export class EmbedVideoArgs extends withModelChoice(VideoArgs) {
  @Field(() => Int, {
    nullable: true,
    description:
      "Length of each vector: one of the model's `supportedDimensions`. Default: the model's full length, which is the only one where Vertex AI's multimodalembedding takes the video.",
  })
  dimensions?: number | null;
}

@ObjectType({ description: "The embedding of one segment of a video." })
export class VideoSegmentEmbedding {
  @Field(() => Float, {
    description: "Where the segment starts, in seconds from the start of the video.",
  })
  startOffsetSec!: number;

  @Field(() => Float, {
    description:
      "Where the segment ends, in seconds from the start of the video. This moment is not part of it.",
  })
  endOffsetSec!: number;

  @Field(() => Embedding, { description: "The vector of this segment." })
  embedding!: Embedding;
}

/** A provider's are seconds long; by frames, each has a frame at least. */
function segmentsOf({ query, server }: Asked): number {
  const { startOffsetSec = 0, endOffsetSec, intervalSec = 16 } = query["segments"] ?? {};
  const seconds = Math.min((endOffsetSec ?? Infinity) - startOffsetSec, server.maxVideoSeconds);
  const most = Math.max(server.maxVideoFrames, seconds / 4);
  return Math.min(Math.ceil(Math.max(seconds, 0) / intervalSec) || 1, most);
}

@ObjectType({ description: "A video as one embedding per segment." })
export class VideoEmbedding {
  @Field(() => Model, { description: "The model that embedded the video." })
  model!: ModelRecord;

  @Extensions(answerSize({ items: segmentsOf }))
  @Field(() => [VideoSegmentEmbedding], {
    description: "One entry per segment, in order of time.",
  })
  segments!: readonly VideoSegmentEmbedding[];

  @Field(() => Timing, { description: "How long the whole video took." })
  timing!: Timing;

  @Extensions(routed)
  @Field(() => Route, routeOfResult)
  route?: Route | null;
}
