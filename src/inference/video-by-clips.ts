import type { VideoSegmentEmbedding } from "../../models/embedding.ts";
import type { Model } from "../../models/model.ts";
import { normalize, shorten } from "../../models/vector/vector.ts";
import type { Clip, Provider } from "../../providers/provider.ts";
import type { Held } from "../media/budget.ts";
import { gcsUriOf } from "../media/gcs-uri.ts";
import type { Engine } from "./engine.ts";
import { cannotRead, takesNoVideo } from "./video-refusals.ts";
import { embeddingOf, timingOfCall, type VideoTask } from "./video-task.ts";

/** Does its provider take short videos whole, so that others are cut into clips here? */
export function takesClips(provider: Provider, { video }: Model): boolean {
  return video === "NATIVE" && provider.embedClip !== undefined;
}

/** The video is cut into a clip for each segment, which its provider embeds. */
export async function byClips(engine: Engine, task: VideoTask): Promise<VideoSegmentEmbedding[]> {
  const { model, video, segments, dimensions, budget, claim, signal, startedAt } = task;
  const provider = engine.provider(model);
  const limits = provider.clips?.(model);
  if (!limits) {
    throw takesNoVideo(model);
  }
  if (gcsUriOf(video)) {
    throw cannotRead(engine, task, "clips");
  }
  const { maxSeconds, maxBytes, copies, framesPerSecond = 4 } = limits;
  const asked = model.matryoshka ? model.dimensions : dimensions;
  let held: Held | undefined;

  async function embed(clip: Clip, signal: AbortSignal) {
    const calledAt = performance.now();
    const options = { dimensions: asked, purpose: "DOCUMENT", signal } as const;
    const hold = task.account?.hold;
    const { vector, usd = 0 } = await provider.embedClip!(model, clip, { ...options, hold });
    task.account?.count({ model, modality: "VIDEO", tokens: 0, usd, cached: false });
    const timing = timingOfCall(task, calledAt);
    const whole = normalize(vector);
    return embeddingOf(task, model.matryoshka ? shorten(whole, dimensions) : whole, usd, timing);
  }

  try {
    const parts = await engine.embedClips({
      write: async (file) => {
        held = await engine.media.writeVideo(video, file, { signal, budget });
      },
      segments,
      claim,
      ...{ maxSeconds, maxBytes, framesPerSecond },
      makeRoom: ({ onDisk, inMemory }) => held?.resize(held.bytes + onDisk + inMemory * copies),
      embed,
      signal,
    });
    task.latency.record(model.id, "VIDEO", performance.now() - startedAt, 1);
    return parts.map(({ startOffsetSec, endOffsetSec, embedded }) => ({
      startOffsetSec,
      endOffsetSec,
      embedding: embedded,
    }));
  } finally {
    held?.release();
  }
}
