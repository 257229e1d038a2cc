import { GatewayRequestError, type Model, type UnifiedEmbedder } from "parallax-client";
import { prompts } from "../../../../models/zero-shot/prompt.ts";
import { expandTemplates } from "../../../../models/zero-shot/templates.ts";
import type { Vectors } from "../results/plane-data.ts";
import type { Photo } from "../types.ts";

/**
 * The vectors behind the scores. The server made them for the comparison, and still has them unless
 * much else was asked since.
 *
 * @throws GatewayRequestError when no photo has a vector, or a label has none
 */
export async function embed(
  client: Pick<UnifiedEmbedder, "embedImages" | "embedText">,
  model: Model,
  of: {
    readonly photos: readonly Photo[];
    readonly labels: readonly string[];
    /** Null for the model's own. */
    readonly templates: readonly string[] | null;
  },
  signal: AbortSignal,
): Promise<Vectors> {
  const options = { model: model.id, signal };
  const templates = expandTemplates(of.templates ?? model.defaultTemplates);
  const [photos, texts] = await Promise.all([
    client
      .embedImages(
        of.photos.map(({ source }) => source),
        options,
      )
      .catch(withoutFailed),
    client.embedText(
      of.labels.flatMap((label) => prompts(label, templates)),
      { ...options, purpose: "QUERY" },
    ),
  ]);
  const count = templates.length;
  return {
    photos,
    labels: of.labels.map((_, i) => meanDirection(texts.slice(i * count, (i + 1) * count))),
  };
}

/** Some photos without a vector do not matter to the others. */
function withoutFailed(error: unknown): (Float32Array | null)[] {
  const items = error instanceof GatewayRequestError ? error.items : undefined;
  if (!items?.some((item) => item instanceof Float32Array)) {
    throw error;
  }
  return items.map((item) => (item instanceof Float32Array ? item : null));
}

/** As the server makes a label's vector of several templates. */
function meanDirection(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0]!.length);
  for (const vector of vectors) {
    for (const [i, value] of vector.entries()) {
      sum[i]! += value;
    }
  }
  const length = Math.hypot(...sum);
  return sum.map((value) => value / length);
}
