import { prompts } from "../models/prompt.ts";
import { meanDirection } from "../models/vector.ts";
import type { Context } from "../resolvers/context.ts";
import { joinTimings } from "../resolvers/timing.ts";

/** Label embeddings, each the mean direction of its prompts, as open_clip builds its classifiers. */
export function createLabelEmbedder(embedText: Context["embedText"]): Context["embedLabels"] {
  return async (model, labels, templates, purpose) => {
    const startedAt = performance.now();
    const embedded = await Promise.all(
      labels.map((label) =>
        Promise.all(prompts(label, templates).map((text) => embedText(model, text, { purpose }))),
      ),
    );
    return {
      vectors: embedded.map((ofLabel) => meanDirection(ofLabel.map(({ vector }) => vector))),
      timing: joinTimings(
        embedded.flat().map(({ timing }) => timing),
        startedAt,
      ),
    };
  };
}
