import sharp from "sharp";
import {
  checkExecutionProviders,
  startProcess,
  type Towers,
  type WorkerInputs,
} from "../../providers/onnx/index.ts";
import type { Config } from "../config/config.ts";
import { messageOf } from "./command.ts";

/** What one tower made of one input, or what is wrong with it. */
export type Trial =
  | { readonly dimensions: number; readonly tokens?: number; readonly ms: number }
  | { readonly fault: string };

/**
 * One text and one image through the towers, in a process as the server starts it.
 *
 * @throws Error naming what of EXECUTION_PROVIDERS cannot be used here
 */
export async function tryTowers(
  towers: Towers,
  config: Config,
  signal: AbortSignal,
): Promise<{ readonly text?: Trial; readonly image?: Trial }> {
  const { EXECUTION_PROVIDERS: executionProviders, MAX_IMAGE_PIXELS: maxPixels } = config;
  if ([towers.text, towers.image].some((tower) => tower?.graph.runtime === "onnxruntime")) {
    await checkExecutionProviders(executionProviders);
  }
  const model = startProcess({ towers, maxPixels, executionProviders }, timeoutMs);
  const stop = () => model.kill();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const text = towers.text && (await attempt({ modality: "TEXT", values: [canaryText] }));
    const image =
      towers.image && (await attempt({ modality: "IMAGE", values: [await canaryImage()] }));
    signal.throwIfAborted();
    return { ...(text && { text }), ...(image && { image }) };
  } finally {
    signal.removeEventListener("abort", stop);
    model.kill();
    await model.exited;
  }

  async function attempt(inputs: WorkerInputs): Promise<Trial> {
    try {
      const startedAt = performance.now();
      const [row] = (await model.embed(inputs)).rows;
      const ms = performance.now() - startedAt;
      if (!row || row instanceof Error) {
        return { fault: row?.message ?? "it gave no vector" };
      }
      const { vector, tokens } = row;
      if (!vector.every(Number.isFinite)) {
        return { fault: "its vector is not all numbers" };
      }
      if (vector.every((value) => value === 0)) {
        return { fault: "its vector is all zeros" };
      }
      return { dimensions: vector.length, ms, ...(tokens !== undefined && { tokens }) };
    } catch (error) {
      return { fault: messageOf(error) + engineWords(error, towers) };
    }
  }
}

/** An operator may see what the engines said, and at which address. */
function engineWords(error: unknown, { text, image }: Towers): string {
  const asked = [text, image].some((tower) => tower?.graph.runtime === "engine");
  const cause = error instanceof Error ? error.cause : undefined;
  return asked && cause instanceof Error ? ` ${cause.message}` : "";
}

/** Loading a large model from a slow disk counts too. */
const timeoutMs = 600_000;
export const canaryText = "a photo of a canary";

/** A yellow square. */
export function canaryImage(): Promise<Uint8Array> {
  const pixels = { width: 64, height: 64, channels: 3, background: "#fc0" } as const;
  return sharp({ create: pixels }).png().toBuffer();
}
