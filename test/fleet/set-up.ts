import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../providers/package-root.ts";
import { makeImages, makeTexts } from "../chaos/inputs.ts";
import { createRandom } from "../chaos/random.ts";
import { makeReference, type Reference } from "../chaos/references.ts";
import { createServerProcess, type Server } from "../chaos/server.ts";
import { keysJson, type Keys } from "../support/keys.ts";
import { type Balancer, startBalancer } from "./balancer.ts";
import { createEngine, type Engine, type EngineOptions } from "./engine.ts";
import { createRedis, type Redis } from "./redis.ts";

/** Gateways behind a balancer, and what they share. */
export interface Fleet {
  readonly directory: string;
  readonly replicas: readonly Server[];
  readonly balancer: Balancer;
  readonly redis: Redis;
  readonly engine: Engine;
  close(): Promise<void>;
}

export interface FleetOptions {
  readonly replicas: number;
  readonly keys: Keys;
  readonly engine?: EngineOptions;
}

export const model = "tiny/clip";
const modelDirectory = join(packageRoot(), "test/fixtures/tiny/clip");
const localModels = `${model}=${modelDirectory}`;

export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const directory = mkdtempSync(join(tmpdir(), "fleet-"));
  const keysFile = join(directory, "keys.json");
  writeFileSync(keysFile, keysJson(options.keys));
  const redis = await createRedis(join(directory, "redis"));
  const engine = await createEngine(join(directory, "engine"), modelDirectory, options.engine);
  await Promise.all([redis.start(), engine.start()]);
  const settings = {
    LOCAL_MODELS: localModels,
    ENGINES: engine.endpointOf(model),
    REDIS_URL: redis.url,
    API_KEYS_FILE: keysFile,
    DEFAULT_MODEL: model,
    PAGES: "none",
  };
  const replicas = await Promise.all(
    Array.from({ length: options.replicas }, (_, i) =>
      createServerProcess(join(directory, `replica-${i}`), settings),
    ),
  );
  await Promise.all(replicas.map((replica) => replica.start()));
  const balancer = await startBalancer(replicas.map(({ url }) => Number(new URL(url).port)));
  return {
    directory,
    replicas,
    balancer,
    redis,
    engine,
    async close() {
      balancer.close();
      await Promise.all(replicas.map((replica) => replica.end("SIGTERM")));
      await Promise.all([redis, engine].map((daemon) => daemon.end("SIGKILL")));
    },
  };
}

/** What one calm gateway makes of inputs with its own onnxruntime, one at a time. */
export async function referenceOf(
  seed: number,
  count: { readonly texts: number; readonly images: number },
): Promise<Reference> {
  const random = createRandom(seed);
  const texts = makeTexts(random, count.texts);
  const images = await makeImages(random, count.images);
  const directory = mkdtempSync(join(tmpdir(), "fleet-calm-"));
  const calm = await createServerProcess(directory, { LOCAL_MODELS: localModels });
  await calm.start({ CACHE_MB: "0" });
  try {
    return await makeReference(calm.url, { model, share: 1 }, { texts, images, scores: false });
  } finally {
    await calm.end("SIGTERM");
  }
}
