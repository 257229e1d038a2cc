import { GatewayError } from "../models/errors.ts";
import { checkLabels, checkTemplates } from "../models/zero-shot/prompt.ts";
import { rank, score } from "../models/zero-shot/score.ts";
import { expandTemplates } from "../models/zero-shot/templates.ts";
import type { Model, Purpose } from "../models/model.ts";
import { dot } from "../models/vector/vector.ts";
import type { Classification } from "../schema/classification.ts";
import type { ImageInput } from "../schema/image-input.ts";
import type { Limits } from "../schema/limits.ts";
import type { Context } from "./context.ts";
import { joinTimings } from "./timing.ts";

export interface Labelling {
  readonly labels: readonly string[];
  readonly templates?: readonly string[] | null;
  readonly topK?: number | null;
}

/** What images and labels are embedded for, where a model makes a difference. */
export interface Purposes {
  readonly image: Purpose;
  readonly label: Purpose;
}
const classifying: Purposes = { image: "CLASSIFICATION", label: "CLASSIFICATION" };

/** @throws BAD_INPUT, TOO_LARGE */
export function checkClassification({ labels, templates, topK }: Labelling, limits: Limits): void {
  checkLabels(labels);
  if (labels.length > limits.maxLabels) {
    throw new GatewayError(
      "TOO_LARGE",
      `labels has ${labels.length} items; the limit is ${limits.maxLabels} (MAX_LABELS).`,
    );
  }
  if (templates) {
    checkTemplates(expandTemplates(templates));
  }
  if (topK != null && topK < 1) {
    throw new GatewayError("BAD_INPUT", `topK is ${topK}; it must be at least 1.`);
  }
}

/**
 * Embeds the labels once and answers a function that classifies images against them: the
 * activation runs over all labels, then topK cuts.
 */
export async function classifyAgainst(
  context: Context,
  model: Model,
  { labels, templates, topK }: Labelling,
  startedAt: number,
  purposes: Purposes = classifying,
): Promise<(image: ImageInput) => Promise<Classification>> {
  const used = templates ? expandTemplates(templates) : model.templates;
  const pending = context.embedLabels(model, labels, used, purposes.label);
  // Its failure is reported by whoever awaits it below; here it only must not go unhandled.
  pending.catch(() => {});

  return async (image) => {
    const [embedding, heads] = await Promise.all([
      context.embedImage(model, image, { purpose: purposes.image }),
      pending,
    ]);
    // Not before the pass: what the model's files say is known when they have been read.
    const scoring = context.scoring(model);
    const cosines = Float32Array.from(heads.vectors, (head) => dot(embedding.vector, head));
    const scores = score(cosines, scoring);
    const ranked = rank(scores).map((i) => ({
      label: labels[i]!,
      score: scores[i]!,
      similarity: cosines[i]!,
    }));
    return {
      model,
      activation: scoring.activation,
      labels: ranked.slice(0, topK ?? undefined),
      best: ranked[0]!,
      templates: used,
      timing: joinTimings([embedding.timing, heads.timing], startedAt),
    };
  };
}
