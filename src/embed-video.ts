import { GatewayError } from "../models/errors.ts";
import type { Model } from "../models/types.ts";
import { meanDirection, normalize, shorten } from "../models/vector.ts";
import type { Segments } from "../providers/provider.ts";
import type { Context, EmbedVideoOptions } from "../resolvers/context.ts";
import { joinTimings, toMicroseconds } from "../resolvers/timing.ts";
import type { Embedding, Timing } from "../schema/embedding.ts";
import type { VideoSegmentEmbedding } from "../schema/video.ts";
import type { Core } from "./core.ts";
import { embed } from "./embed.ts";
import { gcsUriOf, type ReadMedia, type VideoInput } from "./read-media.ts";
import { checkLength, checkSegments } from "./video/segments.ts";

/** A video as one vector a segment: by its provider, or as the mean direction of its frames. */
export function createVideoEmbedder(
  core: Core,
  media: ReadMedia,
  signal: AbortSignal,
): Context["embedVideo"] {
  return async (model, video, options) => {
    const startedAt = performance.now();
    const segments = segmentsOf(options);
    checkSegments(segments);
    const dimensions = checkDimensions(model, options.dimensions);
    const request = { model, video, segments, dimensions, startedAt };
    const how = { NATIVE: natively, FRAMES: byFrames, NONE: notAtAll }[model.video];
    const parts = await how({ core, media, signal }, request);
    const timings = parts.map(({ embedding }) => embedding.timing);
    return { segments: parts, timing: joinTimings(timings, startedAt) };
  };
}

interface Means {
  readonly core: Core;
  readonly media: ReadMedia;
  readonly signal: AbortSignal;
}

interface Request {
  readonly model: Model;
  readonly video: VideoInput;
  readonly segments: Segments;
  readonly dimensions: number;
  readonly startedAt: number;
}

async function natively(
  { core, media, signal }: Means,
  { model, video, segments, startedAt }: Request,
): Promise<VideoSegmentEmbedding[]> {
  const provider = core.provider(model);
  if (!provider.embedVideo) throw takesNoVideo(model);
  const { startOffsetSec, endOffsetSec = startOffsetSec } = segments;
  checkLength({ startOffsetSec, endOffsetSec }, core.config.MAX_VIDEO_SECONDS);
  const gcsUri = gcsUriOf(video);
  const source = gcsUri ? { gcsUri } : { bytes: await media.readVideo(video, signal) };
  const calledAt = performance.now();
  const { rows } = await provider.embedVideo(model, source, { segments, signal });
  const computeMs = toMicroseconds(performance.now() - calledAt);
  core.latency.record(model.id, "VIDEO", performance.now() - startedAt, 1);
  const call = { totalMs: 0, queueMs: 0, computeMs, batchSize: 1, cached: false };
  const timing = joinTimings([call], startedAt);
  return rows.map(({ vector, ...row }) =>
    segmentOf(row, embeddingOf(model, normalize(vector), timing)),
  );
}

async function byFrames(
  { core, media, signal }: Means,
  { model, video, segments, dimensions, startedAt }: Request,
): Promise<VideoSegmentEmbedding[]> {
  if (gcsUriOf(video)) {
    throw cannotRead(model);
  }
  // The mean is taken at full length, so that its head is the shorter vector.
  const framed = model.matryoshka ? model.dimensions : dimensions;
  const options = { dimensions: framed, purpose: "DOCUMENT", signal } as const;
  const parts = await core.embedFrames({
    read: () => media.readVideo(video, signal),
    segments,
    imageSize: model.imageSize ?? 0,
    embed: (bytes) => embed(core, model, { modality: "IMAGE", bytes }, options, performance.now()),
    signal,
  });
  return parts.map(({ frames, ...part }) => {
    const mean = meanDirection(frames.map(({ vector }) => vector));
    const timings = frames.map(({ timing }) => timing);
    const timing = joinTimings(timings, startedAt);
    return segmentOf(part, embeddingOf(model, shorten(mean, dimensions), timing));
  });
}

async function notAtAll(_: Means, { model }: Request): Promise<never> {
  throw takesNoVideo(model);
}

function segmentOf(
  { startOffsetSec, endOffsetSec }: { startOffsetSec: number; endOffsetSec: number },
  embedding: Embedding,
): VideoSegmentEmbedding {
  return { startOffsetSec, endOffsetSec, embedding };
}

function embeddingOf(model: Model, vector: Float32Array, timing: Timing): Embedding {
  const { space } = model;
  const dimensions = vector.length;
  return { model, space, modality: "VIDEO", dimensions, vector, truncated: false, timing };
}

function segmentsOf({ segments }: EmbedVideoOptions): Segments {
  const { startOffsetSec = 0, endOffsetSec, intervalSec = 16 } = segments ?? {};
  return { startOffsetSec, intervalSec, ...(endOffsetSec != null && { endOffsetSec }) };
}

/** Of what the provider embeds itself, only the whole length is known to be there. */
function checkDimensions(model: Model, asked: number | null | undefined): number {
  const { dimensions, supportedDimensions, video, id } = model;
  const has = video === "NATIVE" ? [dimensions] : supportedDimensions;
  if (asked == null || has.includes(asked)) return asked ?? dimensions;
  throw new GatewayError(
    "UNSUPPORTED_DIMENSIONS",
    `${id} has no vectors of ${asked} dimensions for video; it has ${has.join(", ")}.`,
  );
}

function takesNoVideo(model: Model): GatewayError {
  return new GatewayError("UNSUPPORTED_MODALITY", `${model.id} does not take VIDEO.`);
}

function cannotRead(model: Model): GatewayError {
  return new GatewayError(
    "UNSUPPORTED_MODALITY",
    `${model.id} takes video by frames and cannot read a gcsUri. Send the video as url, base64 ` +
      "or upload, or name a model that takes video natively.",
  );
}
