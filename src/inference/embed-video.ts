import { joinTimings, type VideoEmbedding } from "../../models/embedding.ts";
import { checkSegments } from "../video/segments.ts";
import type { Reach } from "./reach.ts";
import { byClips, takesClips } from "./video-by-clips.ts";
import { byFrames } from "./video-by-frames.ts";
import { natively } from "./video-natively.ts";
import { checkVideoDimensions, takesNoVideo } from "./video-refusals.ts";
import { countSeconds } from "./video-seconds.ts";
import type { VideoRequest, VideoTask } from "./video-task.ts";

/**
 * A video as one vector per segment: by its provider, whole or in clips, or as the mean direction of
 * its frames.
 *
 * @throws BAD_INPUT for impossible segments and unreadable videos, UNSUPPORTED_MODALITY,
 *   UNSUPPORTED_DIMENSIONS, UNSUPPORTED, TOO_LARGE, FETCH_…, and what embedding an image throws
 */
export async function embedVideo(
  engine: Reach,
  request: VideoRequest,
  {
    latency,
    account,
    signal,
    budget,
  }: Pick<VideoTask, "latency" | "account" | "signal" | "budget">,
): Promise<VideoEmbedding> {
  const startedAt = performance.now();
  const { model, route } = request;
  checkSegments(request.segments);
  const inClips = takesClips(engine.provider(model), model);
  const dimensions = checkVideoDimensions(model, request.dimensions, inClips);
  const whole = inClips ? byClips : natively;
  const how = { NATIVE: whole, FRAMES: byFrames, NONE: undefined }[model.video];
  if (!how) {
    throw takesNoVideo(model);
  }
  const task = { ...request, dimensions, startedAt, latency, account, signal, budget };
  const segments = await countSeconds(
    engine.videoSeconds,
    engine.caller,
    ({ claim }) => how(engine, { ...task, claim }),
    (segments) => segments.reduce((sum, each) => sum + each.endOffsetSec - each.startOffsetSec, 0),
  );
  const timings = segments.map(({ embedding }) => embedding.timing);
  return { model, segments, timing: joinTimings(timings, performance.now() - startedAt), route };
}
