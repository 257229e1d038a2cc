import { setTimeout as sleep } from "node:timers/promises";
import { GatewayError } from "../../models/errors.ts";
import type { Input, Model } from "../../models/model.ts";
import { dot, normalize } from "../../models/vector/vector.ts";
import type { Log, Row } from "../provider.ts";
import { picture } from "./picture.ts";
import type { Server } from "./server.ts";

/** Finds out, in the background, whether a server answers what the file says of it. */
export interface Check {
  /** Why the model cannot be used yet; undefined once the server has answered as it should. */
  trouble(): GatewayError | undefined;
  close(): void;
}

/** After a failure it is tried again: soon, then less often. */
const firstDelayMs = 2000;
const mostDelayMs = 60_000;

export function startCheck(
  model: Model,
  server: Server,
  log: Log,
  delayMs: number = firstDelayMs,
): Check {
  const closing = new AbortController();
  let trouble: GatewayError | undefined = unchecked();

  async function run(): Promise<void> {
    for (let wait = delayMs; ; wait = Math.min(2 * wait, mostDelayMs)) {
      try {
        await askServer(model, server, closing.signal);
        trouble = undefined;
        log.info({ model: model.id, dimensions: model.dimensions }, "its server was checked");
        return;
      } catch (error) {
        closing.signal.throwIfAborted();
        const found = asTrouble(error);
        if (found.message !== trouble?.message) {
          log.warn({ model: model.id, reason: found.message }, "its server failed the check");
        }
        trouble = found;
      }
      await sleep(wait, undefined, { signal: closing.signal, ref: false });
    }
  }

  run().catch(() => {}); // closed
  return { trouble: () => trouble, close: () => closing.abort() };
}

/**
 * Embeds two inputs of each modality, at the longest and the shortest length there is, in one call
 * where the server takes several: so rows are counted too. The images are one picture in two formats.
 * A server that takes their text for text makes two different vectors of them.
 *
 * @throws GatewayError telling what is wrong
 */
async function askServer(model: Model, server: Server, signal: AbortSignal): Promise<void> {
  const { dimensions, supportedDimensions, matryoshka } = model;
  const lengths = matryoshka ? [dimensions] : [dimensions, Math.min(...supportedDimensions)];
  for (const modality of model.modalities) {
    if (modality === "VIDEO") {
      continue;
    }
    for (const length of new Set(lengths)) {
      const vectors = await embedAll(model, server, samples[modality], length, signal);
      const wrong = vectors.find((vector) => vector.length !== length);
      if (wrong) {
        throw new GatewayError(
          "PROVIDER_FAILED",
          `REMOTE_MODELS says that ${model.id} has vectors of ${length} dimensions; its server ` +
            `answered ${wrong.length} for ${nouns[modality]}.`,
        );
      }
      if (modality === "IMAGE" && !areSame(vectors[0]!, vectors[1]!)) {
        throw new GatewayError(
          "PROVIDER_FAILED",
          `${model.id}'s server does not see images: one picture as PNG and as JPEG gave two ` +
            "different vectors. Check its dialect and model in REMOTE_MODELS.",
        );
      }
    }
  }
}

async function embedAll(
  model: Model,
  server: Server,
  inputs: readonly Input[],
  dimensions: number,
  signal: AbortSignal,
): Promise<readonly Float32Array[]> {
  const { rows } = await server.embed(model, inputs, { dimensions, purpose: "DOCUMENT", signal });
  return rows.map((row: Row | Error) => {
    if (row instanceof Error) {
      throw row;
    }
    return row.vector;
  });
}

const samples: Readonly<Record<Input["modality"], readonly Input[]>> = {
  TEXT: [
    { modality: "TEXT", text: "a photo of a cat" },
    { modality: "TEXT", text: "a photo of a dog" },
  ],
  IMAGE: [
    { modality: "IMAGE", bytes: picture.png },
    { modality: "IMAGE", bytes: picture.jpeg },
  ],
};
const nouns = { TEXT: "a text", IMAGE: "an image" };

/** One picture in two formats differs by rounding only, also in half precision. */
function areSame(one: Float32Array, other: Float32Array): boolean {
  normalize(one);
  normalize(other);
  return dot(one, other) > 0.98;
}

function unchecked(): GatewayError {
  return new GatewayError("MODEL_UNAVAILABLE", "Its server has not answered the first check yet.");
}

function asTrouble(error: unknown): GatewayError {
  return error instanceof GatewayError ? error : new GatewayError("PROVIDER_FAILED", String(error));
}
