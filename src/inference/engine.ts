import { findModel, unknownModel } from "../../models/find-model.ts";
import type { Availability, Model, Scoring } from "../../models/model.ts";
import { providers as table } from "../../providers/index.ts";
import type { EngineState, Log, Provider } from "../../providers/provider.ts";
import type { Allowance } from "../access/allowance.ts";
import type { Config } from "../config/config.ts";
import { openMedia, type Media } from "../media/media.ts";
import { createEmbedClips, type EmbedClips } from "../video/embed-clips.ts";
import { createEmbedFrames, type EmbedFrames } from "../video/embed-frames.ts";
import { findFfmpeg } from "../video/find-ffmpeg.ts";
import { createWithVideo } from "../video/open-video.ts";
import { type Batchers, createBatchers } from "./batchers.ts";
import { createCaches } from "./caches.ts";
import { loadCatalog } from "./catalog.ts";
import { createEmbedder, type Embed } from "./embedder.ts";
import { createLabelEmbedder, type EmbedLabels } from "./labels.ts";
import { createLatency, type Latency } from "./latency.ts";
import { byItself, type Replicas } from "../replicas/replicas.ts";
import type { SharedStore } from "../replicas/store.ts";
import { createVideoSeconds } from "./video-seconds.ts";

/** Everything that outlives a request: models and what runs them. It knows nothing of HTTP. */
export interface Engine {
  readonly config: Config;
  readonly models: readonly Model[];
  readonly log: Log;
  /** Reads what callers name or send. */
  readonly media: Media;
  readonly embed: Embed;
  readonly embedLabels: EmbedLabels;
  readonly latency: Latency;
  provider(model: Model): Provider;
  availability(model: Model): Availability;
  /** May a model be downloaded when it is first asked for? */
  readonly mayPull: boolean;
  scoring(model: Model): Scoring;
  /** Do replicas share its vectors? */
  isShared(model: Model): boolean;
  readonly queued: Batchers["queued"];
  /** Memory of the models' processes. */
  residentBytes(): readonly (readonly [model: string, bytes: number])[];
  /** Of the inference engines that run models for this server. */
  engineStates(): readonly EngineState[];
  /** Can videos be sampled to frames, and cut into clips, here? */
  readonly samplesFrames: boolean;
  readonly embedFrames: EmbedFrames;
  readonly embedClips: EmbedClips;
  /** Of the seconds of video that callers may embed in an hour. */
  readonly videoSeconds: Allowance;
  close(): Promise<void>;
}

export interface EngineOptions {
  readonly config: Config;
  /** Nothing is logged when left out. */
  readonly log?: Log;
  /** Instead of the catalog's. */
  readonly models?: readonly Model[];
  /** Instead of those of the table, by their names. */
  readonly providers?: Readonly<Record<string, Provider>>;
  /** What replicas share. Whoever opened it closes it, after the engine. */
  readonly store?: SharedStore | undefined;
  /** What this process shares with others; when left out, it is alone. */
  readonly replicas?: Replicas;
}

/** @throws Error naming a setting that is wrong */
export async function createEngine({
  config,
  log = silent,
  replicas = byItself(),
  ...given
}: EngineOptions): Promise<Engine> {
  const models = given.models ?? (await loadCatalog(config, log));
  if (!findModel(models, config.DEFAULT_MODEL)) {
    throw new Error(`DEFAULT_MODEL: ${unknownModel(models, config.DEFAULT_MODEL).message}`);
  }
  const providers = given.providers ?? (await loadProviders(models, config, log, replicas));
  const provider = (model: Model) => providers[model.provider]!;
  const latency = createLatency(replicas.measurements);
  const { batcher, queued } = createBatchers(provider, { queueLimit: config.QUEUE_LIMIT });
  const caches = createCaches({ config, models, provider, store: given.store });
  const embed = createEmbedder({
    cache: caches.embeddings,
    latency,
    log,
    maxTextChars: config.MAX_TEXT_CHARS,
    batcher,
  });
  const ffmpeg = await findFfmpeg(config.FFMPEG_PATH);
  if (config.FFMPEG_PATH && !ffmpeg) {
    log.warn({ FFMPEG_PATH: config.FFMPEG_PATH }, "there is no ffmpeg");
  }
  const media = await openMedia(config, log, replicas.openCounter);
  const ofVideos = {
    ffmpeg,
    directory: media.directory,
    maxSeconds: config.MAX_VIDEO_SECONDS,
    maxPixels: config.MAX_IMAGE_PIXELS,
  };
  const withVideo = createWithVideo(ofVideos);
  return {
    config,
    models,
    log,
    media,
    embed,
    embedLabels: createLabelEmbedder(embed, caches.labels, caches),
    latency,
    provider,
    availability: (model) => provider(model).availability(model),
    mayPull: true,
    scoring: (model) => provider(model).scoring?.(model) ?? model.scoring,
    isShared: caches.isShared,
    queued,
    residentBytes: () =>
      Object.values(providers).flatMap((each) => [...(each.residentBytes?.() ?? [])]),
    engineStates: () => Object.values(providers).flatMap((each) => [...(each.engines?.() ?? [])]),
    samplesFrames: ffmpeg !== undefined,
    embedFrames: createEmbedFrames(
      {
        ...ofVideos,
        maxFrames: config.MAX_VIDEO_FRAMES,
        maxFrameBytes: config.MAX_IMAGE_BYTES,
      },
      withVideo,
    ),
    embedClips: createEmbedClips({ ...ofVideos, maxClips: config.MAX_VIDEO_FRAMES }, withVideo),
    videoSeconds: createVideoSeconds(replicas.openCounter),
    close: async () => {
      await Promise.all([media.close(), ...Object.values(providers).map((each) => each.close())]);
    },
  };
}

async function loadProviders(
  models: readonly Model[],
  settings: Config,
  log: Log,
  { openBucket }: Replicas,
): Promise<Record<string, Provider>> {
  const names = [...new Set(models.map((model) => model.provider))];
  const load = async (name: string) =>
    [name, await table[name]!({ settings, log, openBucket })] as const;
  return Object.fromEntries(await Promise.all(names.map(load)));
}

const silent: Log = { info() {}, warn() {}, error() {} };
