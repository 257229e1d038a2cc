import { joinTimings, type VideoSegmentEmbedding } from "../../models/embedding.ts";
import { meanDirection, shorten } from "../../models/vector/vector.ts";
import type { Held } from "../media/budget.ts";
import { gcsUriOf } from "../media/gcs-uri.ts";
import type { Engine } from "./engine.ts";
import { cannotRead } from "./video-refusals.ts";
import { embeddingOf, type VideoTask } from "./video-task.ts";

/** A segment is the mean direction of its frames, embedded as images. */
export async function byFrames(engine: Engine, task: VideoTask): Promise<VideoSegmentEmbedding[]> {
  const { model, video, segments, dimensions, budget, claim, signal, startedAt } = task;
  const { latency, account } = task;
  if (gcsUriOf(video)) {
    throw cannotRead(engine, task, "frames");
  }
  // The mean is taken at full length, so that its head is the shorter vector.
  const framed = model.matryoshka ? model.dimensions : dimensions;
  let held: Held | undefined;
  try {
    const parts = await engine.embedFrames({
      write: async (file) => {
        held = await engine.media.writeVideo(video, file, { signal, budget });
      },
      segments,
      claim,
      imageSize: model.imageSize ?? 0,
      embed: (bytes) =>
        engine.embed(
          model,
          { modality: "IMAGE", bytes },
          { dimensions: framed, signal, latency, account },
        ),
      signal,
    });
    return parts.map(({ frames, startOffsetSec, endOffsetSec }) => {
      const mean = meanDirection(frames.map(({ vector }) => vector));
      const usd = frames.reduce((sum, frame) => sum + frame.usd, 0);
      const timings = frames.map(({ timing }) => timing);
      const timing = joinTimings(timings, performance.now() - startedAt);
      const embedding = embeddingOf(task, shorten(mean, dimensions), usd, timing);
      return { startOffsetSec, endOffsetSec, embedding };
    });
  } finally {
    held?.release();
  }
}
