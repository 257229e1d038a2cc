import { Directive, Field, Float, InputType } from "type-graphql";
import { MediaInput } from "./media-input.ts";

@Directive("@oneOf")
@InputType({ description: "A video file. Set exactly one of the fields." })
export class VideoInput extends MediaInput {
  @Field(() => String, {
    nullable: true,
    description: "A `gs://` URI, which Vertex AI reads itself. No other model takes it.",
  })
  gcsUri?: string | null;
}

@InputType({
  description:
    "Which part of a video is embedded, and how it is cut into segments. All values are in seconds. Vertex AI takes whole seconds only.",
})
export class VideoSegmentsInput {
  @Field(() => Float, {
    defaultValue: 0,
    description: "Where the first segment starts. Default: 0, the start of the video.",
  })
  startOffsetSec!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      "Where the last segment ends. Default: the end of the video. A provider that embeds the video itself stops at the server's `MAX_VIDEO_SECONDS`. With `gcsUri`, the default is Vertex AI's own window of 120 seconds.",
  })
  endOffsetSec?: number | null;

  @Field(() => Float, {
    defaultValue: 16,
    description:
      "Length of one segment. The last one may be shorter. Default: 16. At least 4 on Vertex AI, and 0.5 for models that take video by frames or in clips; clips have a greatest length as well.",
  })
  intervalSec!: number;
}
