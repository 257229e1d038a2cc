import {
  type Embedding,
  joinTimings,
  type Timing,
  toMicroseconds,
  type VideoEmbedding,
  type VideoSegmentEmbedding,
} from "../../models/embedding.ts";
import type { Choice } from "../../models/routing/types.ts";
import { meanDirection, normalize, shorten } from "../../models/vector/vector.ts";
import type { Segments, Video } from "../../providers/provider.ts";
import type { Held, Reservations } from "../media/budget.ts";
import { gcsUriOf } from "../media/gcs-uri.ts";
import type { VideoSource } from "../media/read-media.ts";
import { checkLength, checkSegments } from "../video/segments.ts";
import type { EmbedOptions } from "./embedder.ts";
import type { Engine } from "./engine.ts";
import type { Reach } from "./reach.ts";
import { countSeconds, type SecondsUsed } from "./video-seconds.ts";
import { cannotRead, checkVideoDimensions, takesNoVideo } from "./video-refusals.ts";

export interface VideoRequest extends Choice {
  readonly video: VideoSource;
  readonly segments: Segments;
  readonly dimensions?: number | null | undefined;
}

interface Task extends VideoRequest {
  readonly dimensions: number;
  readonly startedAt: number;
  readonly latency: NonNullable<EmbedOptions["latency"]>;
  readonly signal: AbortSignal;
  readonly account: EmbedOptions["account"];
  /** Where the video finds room. */
  readonly budget: Reservations;
  readonly claim: SecondsUsed["claim"];
}

/**
 * A video as one vector per segment: by its provider, or as the mean direction of its frames.
 *
 * @throws BAD_INPUT for impossible segments and unreadable videos, UNSUPPORTED_MODALITY,
 *   UNSUPPORTED_DIMENSIONS, UNSUPPORTED, TOO_LARGE, FETCH_…, and what embedding an image throws
 */
export async function embedVideo(
  engine: Reach,
  request: VideoRequest,
  { latency, account, signal, budget }: Pick<Task, "latency" | "account" | "signal" | "budget">,
): Promise<VideoEmbedding> {
  const startedAt = performance.now();
  const { model, route } = request;
  checkSegments(request.segments);
  const dimensions = checkVideoDimensions(model, request.dimensions);
  const how = { NATIVE: natively, FRAMES: byFrames, NONE: undefined }[model.video];
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

async function natively(engine: Engine, task: Task): Promise<VideoSegmentEmbedding[]> {
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
  task: Task,
  video: Video,
): Promise<VideoSegmentEmbedding[]> {
  const { model, segments, signal, startedAt } = task;
  const calledAt = performance.now();
  const maxSeconds = engine.config.MAX_VIDEO_SECONDS;
  const options = { segments, maxSeconds, signal, hold: task.account?.hold };
  const rows = await engine.provider(model).embedVideo!(model, video, options);
  const endedAt = performance.now();
  task.latency.record(model.id, "VIDEO", endedAt - startedAt, 1);
  const usd = rows.reduce((sum, row) => sum + (row.usd ?? 0), 0);
  task.account?.count({ model, modality: "VIDEO", tokens: 0, usd, cached: false });
  const timing = {
    totalMs: toMicroseconds(endedAt - startedAt),
    queueMs: 0,
    computeMs: toMicroseconds(endedAt - calledAt),
    batchSize: 1,
    cached: false,
  };
  return rows.map(({ startOffsetSec, endOffsetSec, vector, usd = 0 }) => ({
    startOffsetSec,
    endOffsetSec,
    embedding: embeddingOf(task, normalize(vector), usd, timing),
  }));
}

async function byFrames(engine: Engine, task: Task): Promise<VideoSegmentEmbedding[]> {
  const { model, video, segments, dimensions, budget, claim, signal, startedAt } = task;
  const { latency, account } = task;
  if (gcsUriOf(video)) {
    throw cannotRead(engine, task);
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

function embeddingOf(
  { model, route }: Task,
  vector: Float32Array,
  usd: number,
  timing: Timing,
): Embedding {
  return {
    model,
    space: model.space,
    modality: "VIDEO",
    dimensions: vector.length,
    vector,
    truncated: false,
    tokens: null,
    usd,
    timing,
    route,
  };
}
