import type { VideoSegmentEmbedding } from "../../models/embedding.ts";
import { normalize } from "../../models/vector/vector.ts";
import type { Video } from "../../providers/provider.ts";
import type { Held } from "../media/budget.ts";
import { gcsUriOf } from "../media/gcs-uri.ts";
import { checkLength } from "../video/segments.ts";
import type { Engine } from "./engine.ts";
import { takesNoVideo } from "./video-refusals.ts";
import { embeddingOf, timingOfCall, type VideoTask } from "./video-task.ts";

/** The whole video is handed to its provider, which knows segments. */
export async function natively(engine: Engine, task: VideoTask): Promise<VideoSegmentEmbedding[]> {
  const { model, video, segments, budget, signal } = task;
  const provider = engine.provider(model);
  if (!provider.embedVideo) {
    throw takesNoVideo(model);
  }
  const { startOffsetSec, endOffsetSec = startOffsetSec } = segments;
  checkLength({ startOffsetSec, endOffsetSec }, engine.config.MAX_VIDEO_SECONDS);
  // How long a video is without an end, only the provider finds out.
  await task.claim(endOffsetSec - startOffsetSec || segments.intervalSec);
  const gcsUri = gcsUriOf(video);
  if (gcsUri) {
    return callProvider(engine, task, { gcsUri });
  }
  const { maxBytes, copies } = provider.videoBytes ?? {
    maxBytes: engine.config.MAX_VIDEO_BYTES,
    copies: 1,
  };
  const limit = {
    maxBytes: Math.min(maxBytes, Math.floor(engine.media.budget.maxBytes / copies)),
    limitName: model.id,
    remedy: "Send a smaller video, or put it in Cloud Storage and use gcsUri.",
  };
  let held: Held | undefined;
  const makeRoom = async () => {
    held = await budget.reserve(limit.maxBytes * copies, signal);
  };
  try {
    const bytes = await engine.media.readVideo(video, { signal, limit, makeRoom });
    held?.resize(bytes.length * copies);
    return await callProvider(engine, task, { bytes });
  } finally {
    held?.release();
  }
}

async function callProvider(
  engine: Engine,
  task: VideoTask,
  video: Video,
): Promise<VideoSegmentEmbedding[]> {
  const { model, segments, signal, startedAt } = task;
  const calledAt = performance.now();
  const maxSeconds = engine.config.MAX_VIDEO_SECONDS;
  const options = { segments, maxSeconds, signal, hold: task.account?.hold };
  const rows = await engine.provider(model).embedVideo!(model, video, options);
  const timing = timingOfCall(task, calledAt);
  task.latency.record(model.id, "VIDEO", performance.now() - startedAt, 1);
  const usd = rows.reduce((sum, row) => sum + (row.usd ?? 0), 0);
  task.account?.count({ model, modality: "VIDEO", tokens: 0, usd, cached: false });
  return rows.map(({ startOffsetSec, endOffsetSec, vector, usd = 0 }) => ({
    startOffsetSec,
    endOffsetSec,
    embedding: embeddingOf(task, normalize(vector), usd, timing),
  }));
}
