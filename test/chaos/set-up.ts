import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../providers/package-root.ts";
import { type CohereServer, startCohere } from "../servers/cohere.ts";
import { type Files, startFiles } from "./files.ts";
import { imageListsFrom } from "./image-lists.ts";
import { makeImages, makePoisonedImages, makeTexts } from "./inputs.ts";
import type { World } from "./operation.ts";
import { createRandom } from "./random.ts";
import { askFacts, makeReference, type Reference } from "./references.ts";
import { createServerProcess, type Server } from "./server.ts";

export interface Rig {
  readonly directory: string;
  readonly server: Server;
  readonly cohere: CohereServer;
  readonly world: World;
  close(): Promise<void>;
}

const tiny = ["clip", "siglip"];
/** The embedded model, whose rows are dear; two with other towers and spaces; one of the cloud. */
const models = [
  { model: "parallax/mini", share: 2, isLocal: true },
  ...tiny.map((name) => ({ model: `tiny/${name}`, share: 8, isLocal: true })),
  { model: "cohere/embed-v4.0", share: 1, isLocal: false },
];

/** Starts the servers around the gateway, asks a calm one for references, and starts the harmed one. */
export async function setUp(seed: number): Promise<Rig> {
  const random = createRandom(seed);
  const images = await makeImages(random, 48);
  const texts = makeTexts(random, 300);
  const poisoned = await makePoisonedImages();
  const [files, cohere] = await Promise.all([startFiles(images), startCohere()]);
  const directory = mkdtempSync(join(tmpdir(), "chaos-"));
  const settings = settingsFor(files, cohere);

  const calm = await createServerProcess(join(directory, "calm"), settings);
  await calm.start({ CACHE_MB: "0" });
  const references: Reference[] = [];
  for (const { isLocal, ...model } of models) {
    references.push(
      await makeReference(calm.url, model, {
        // Cohere refuses the empty text.
        texts: texts.filter((text) => isLocal || text !== ""),
        images,
        scores: isLocal,
      }),
    );
  }
  const facts = await askFacts(calm.url);
  await calm.end("SIGTERM");

  const server = await createServerProcess(join(directory, "harmed"), settings);
  // Every row is made anew.
  await server.start({ CACHE_MB: "0" });
  const imageList = imageListsFrom(files, poisoned);
  return {
    directory,
    server,
    cohere,
    world: { references, facts, imageList },
    async close() {
      files.close();
      await cohere.close();
    },
  };
}

function settingsFor(files: Files, cohere: CohereServer): Record<string, string> {
  const directories = tiny.map(
    (name) => `tiny/${name}=${join(packageRoot(), "test/fixtures/tiny", name)}`,
  );
  return {
    LOCAL_MODELS: directories.join(","),
    ALLOWED_PRIVATE_HOSTS: files.hosts.join(","),
    CO_API_KEY: cohere.key,
    COHERE_BASE_URL: cohere.url,
    COHERE_INPUTS_PER_MINUTE: "10000000",
    COHERE_IMAGES_PER_MINUTE: "10000000",
    // Short, so that faults that last are seen; long enough for slow machines.
    REQUEST_TIMEOUT_MS: "30000",
    FETCH_TIMEOUT_MS: "4000",
    // More than the clients ask for at once: only floods are OVERLOADED.
    QUEUE_LIMIT: "20000",
  };
}
