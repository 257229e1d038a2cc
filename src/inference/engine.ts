import { findModel, unknownModel } from "../../models/find-model.ts";
import type { Availability, Input, Model } from "../../models/model.ts";
import { providers as table } from "../../providers/index.ts";
import type { Log, Provider } from "../../providers/provider.ts";
import { type CacheHit, cacheHits } from "../../providers/tracing.ts";
import { createBatcher, type Batcher, type Queue } from "./batcher.ts";
import { loadCatalog } from "./catalog.ts";
import type { Config } from "../config/config.ts";
import { createEmbedder, type Embedder, type PassOptions } from "./embedder.ts";
import { embed } from "./embed.ts";
import { createLabelEmbedder, type EmbedLabels } from "./labels.ts";
import { createLatency, type Latency } from "./latency.ts";
import { createEmbedFrames, type EmbedFrames } from "../video/embed-frames.ts";
import { findFfmpeg } from "../video/find-ffmpeg.ts";

/** Everything that outlives a request, without HTTP and GraphQL. */
export interface Core {
  readonly config: Config;
  readonly models: readonly Model[];
  readonly embedder: Embedder;
  readonly embedLabels: EmbedLabels;
  readonly latency: Latency;
  readonly log: Log;
  /** Inputs that wait for a pass, by model. */
  queued(): readonly (readonly [model: string, inputs: number])[];
  provider(model: Model): Provider;
  availability(model: Model): Availability;
  /** Can videos be sampled to frames here? */
  readonly samplesFrames: boolean;
  readonly embedFrames: EmbedFrames;
  close(): Promise<void>;
}

export interface CoreOptions {
  readonly config: Config;
  readonly log: Log;
  readonly models?: readonly Model[];
  /** Instead of those of the table; for tests. */
  readonly providers?: Readonly<Record<string, Provider>>;
}

export async function createCore(options: CoreOptions): Promise<Core> {
  const { config } = options;
  const models = options.models ?? (await loadCatalog(config, options.log));
  if (!findModel(models, config.DEFAULT_MODEL)) {
    throw new Error(`DEFAULT_MODEL: ${unknownModel(models, config.DEFAULT_MODEL).message}`);
  }
  const providers = options.providers ?? (await loadProviders(models, options));
  const provider = (model: Model) => providers[model.provider]!;
  const latency = createLatency();
  // One half for embeddings, one for labels: whoever sends many of the one keeps the other.
  const cacheBytes = (config.CACHE_MB * 1024 * 1024) / 2;
  const queues = new Map<string, Queue>();
  const embedder = createEmbedder({
    cacheBytes,
    batcher: createBatchers(provider, config, queues),
    onHit: (kind) => cacheHits.publish({ kind } satisfies CacheHit),
  });
  const embedLabels = createLabelEmbedder(
    (model, text, purpose, signal) =>
      embed(
        { embedder, latency },
        model,
        { modality: "TEXT", text },
        { purpose, signal },
        performance.now(),
      ),
    cacheBytes,
  );
  const ffmpeg = await findFfmpeg(config.FFMPEG_PATH);
  if (config.FFMPEG_PATH && !ffmpeg) {
    options.log.warn({ FFMPEG_PATH: config.FFMPEG_PATH }, "there is no ffmpeg");
  }
  return {
    config,
    models,
    embedLabels,
    embedder,
    latency,
    log: options.log,
    queued: () => [...queues].map(([model, { waiting }]) => [model, waiting]),
    provider,
    availability: (model) => provider(model).availability(model),
    samplesFrames: ffmpeg !== undefined,
    embedFrames: createEmbedFrames({
      ffmpeg,
      maxSeconds: config.MAX_VIDEO_SECONDS,
      maxFrames: config.MAX_VIDEO_FRAMES,
      maxPixels: config.MAX_IMAGE_PIXELS,
      maxFrameBytes: config.MAX_IMAGE_BYTES,
    }),
    close: async () => {
      await Promise.all(Object.values(providers).map((each) => each.close()));
    },
  };
}

async function loadProviders(
  models: readonly Model[],
  { config, log }: CoreOptions,
): Promise<Record<string, Provider>> {
  const names = [...new Set(models.map((model) => model.provider))];
  const load = async (name: string) =>
    [name, await table[name]!({ settings: config, log })] as const;
  return Object.fromEntries(await Promise.all(names.map(load)));
}

/** One batcher for each model, modality and whatever else a pass has in common; one queue a model. */
function createBatchers(
  provider: (model: Model) => Provider,
  config: Config,
  queues: Map<string, Queue>,
): (model: Model, input: Input, options: PassOptions) => Batcher {
  const batchers = new Map<string, Batcher>();

  return (model, { modality }, options) => {
    const key = [model.id, modality, options.dimensions, options.purpose].join("\n");
    let batcher = batchers.get(key);
    if (!batcher) {
      batchers.set(key, (batcher = create(model, modality, options)));
    }
    return batcher;
  };

  function create(model: Model, modality: Input["modality"], options: PassOptions): Batcher {
    return createBatcher({
      limits: provider(model).limits(model, modality),
      modality,
      queue: queueOf(model),
      run: (inputs, signal) => provider(model).embed(model, inputs, { ...options, signal }),
    });
  }

  function queueOf(model: Model): Queue {
    const known = queues.get(model.id);
    if (known) {
      return known;
    }
    const queue = { model: model.id, limit: config.QUEUE_LIMIT, waiting: 0, msPerInput: 10 };
    queues.set(model.id, queue);
    return queue;
  }
}
