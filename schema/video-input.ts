import { Field, Float, InputType } from "type-graphql";
import { MediaInput } from "./media-input.ts";

@InputType({ description: "A video: exactly one of the fields." })
export class VideoInput extends MediaInput {
  @Field(() => String, {
    nullable: true,
    description: "gs:// URI, read by Vertex AI itself; only models with NATIVE video take it.",
  })
  gcsUri?: string | null;
}

@InputType({ description: "Which parts of a video are embedded, in seconds." })
export class VideoSegmentsInput {
  @Field(() => Float, { defaultValue: 0 })
  startOffsetSec!: number;

  @Field(() => Float, { nullable: true, description: "The end of the video when left out." })
  endOffsetSec?: number | null;

  @Field(() => Float, {
    defaultValue: 16,
    description: "Length of a segment; the last may be shorter.",
  })
  intervalSec!: number;
}
