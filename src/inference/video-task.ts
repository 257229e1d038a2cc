import { type Embedding, type Timing, toMicroseconds } from "../../models/embedding.ts";
import type { Choice } from "../../models/routing/types.ts";
import type { Segments } from "../../providers/provider.ts";
import type { Reservations } from "../media/budget.ts";
import type { VideoSource } from "../media/read-media.ts";
import type { EmbedOptions } from "./embedder.ts";
import type { SecondsUsed } from "./video-seconds.ts";

export interface VideoRequest extends Choice {
  readonly video: VideoSource;
  readonly segments: Segments;
  readonly dimensions?: number | null | undefined;
}

/** What each way of embedding a video is told. */
export interface VideoTask extends VideoRequest {
  readonly dimensions: number;
  readonly startedAt: number;
  readonly latency: NonNullable<EmbedOptions["latency"]>;
  readonly signal: AbortSignal;
  readonly account: EmbedOptions["account"];
  /** Where the video finds room. */
  readonly budget: Reservations;
  readonly claim: SecondsUsed["claim"];
}

/** Of a call of the provider that has just ended; it waited in no queue. */
export function timingOfCall({ startedAt }: VideoTask, calledAt: number): Timing {
  const endedAt = performance.now();
  return {
    totalMs: toMicroseconds(endedAt - startedAt),
    queueMs: 0,
    computeMs: toMicroseconds(endedAt - calledAt),
    batchSize: 1,
    cached: false,
  };
}

/** Of a segment, whose vector has the length 1. */
export function embeddingOf(
  { model, route }: VideoTask,
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
