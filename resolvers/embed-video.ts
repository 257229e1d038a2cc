import { Args, Ctx, Query, Resolver } from "type-graphql";
import type { Task } from "../models/routing/types.ts";
import { EmbedVideoArgs, VideoEmbedding } from "../schema/video.ts";
import type { Context } from "./context.ts";

const task: Task = { modalities: ["VIDEO"], anySpace: false };

@Resolver()
export class EmbedVideoResolver {
  @Query(() => VideoEmbedding, {
    description:
      "Embeds a video as one vector per segment, in the same space as the model's texts and images. For a model that takes video by frames, the vector is the mean direction of 1 to 8 frames of the segment, embedded as images.",
    // How many segments it has is known when it has been read; MAX_VIDEO_FRAMES limits them then.
    complexity: 100,
  })
  async embedVideo(@Args(() => EmbedVideoArgs) args: EmbedVideoArgs, @Ctx() context: Context) {
    const choice = await context.choose(args, task);
    const { startOffsetSec = 0, endOffsetSec, intervalSec = 16 } = args.segments ?? {};
    return context.embedVideo({
      ...choice,
      video: args.video,
      segments: { startOffsetSec, intervalSec, ...(endOffsetSec != null && { endOffsetSec }) },
      dimensions: args.dimensions,
    });
  }
}
