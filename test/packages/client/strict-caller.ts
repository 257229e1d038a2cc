import { UnifiedEmbedder } from "../../../packages/client/src/index.ts";
import type { Activation, Purpose } from "../../../packages/client/src/index.ts";

/** Passes on what it may not have. Compiled by the client's test, never run. */
export async function embed(model?: string, purpose?: Purpose, signal?: AbortSignal) {
  const url = "http://127.0.0.1/graphql";
  const embedder = new UnifiedEmbedder({ url, model, dimensions: undefined, headers: undefined });
  await embedder.embedText(["a cat"], { purpose, signal });
  const { activation } = await embedder.similarity([], [], { signal });
  return activation satisfies Activation;
}
