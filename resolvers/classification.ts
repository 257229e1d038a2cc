import { type Embedding, joinTimings, type LabelEmbeddings } from "../models/embedding.ts";
import { GatewayError } from "../models/errors.ts";
import type { Model, Scoring } from "../models/model.ts";
import { cosines } from "../models/vector/vector.ts";
import { measurePrompts } from "../models/zero-shot/measure.ts";
import { checkLabels, checkTemplates, placeholder } from "../models/zero-shot/prompt.ts";
import { rank, score } from "../models/zero-shot/score.ts";
import { expandTemplates } from "../models/zero-shot/templates.ts";
import type { Classification } from "../schema/classification.ts";
import type { Limits } from "../schema/limits.ts";

export interface Labelling {
  readonly labels: readonly string[];
  readonly templates?: readonly string[] | null;
  readonly topK?: number | null;
}

/** @throws BAD_INPUT, TOO_LARGE */
export function checkLabelling({ labels, templates, topK }: Labelling, limits: Limits): void {
  checkLabels(labels);
  if (labels.length > limits.maxLabels) {
    throw new GatewayError(
      "TOO_LARGE",
      `labels has ${labels.length} items; the limit is ${limits.maxLabels} (MAX_LABELS).`,
    );
  }
  const { longest } = measurePrompts(labels, templates ?? [placeholder]);
  if (longest > limits.maxTextChars) {
    throw new GatewayError(
      "TOO_LARGE",
      `A template and a label make a prompt of ${longest} characters; the limit is ` +
        `${limits.maxTextChars} (MAX_TEXT_CHARS). Shorten the label or the template.`,
    );
  }
  if (templates) {
    checkTemplates(expandTemplates(templates));
  }
  if (topK != null && topK < 1) {
    throw new GatewayError("BAD_INPUT", `topK is ${topK}; it must be at least 1.`);
  }
}

/** The caller's templates, lists written out, or the model's own. */
export function templatesFor(model: Model, templates: Labelling["templates"]): readonly string[] {
  return templates ? expandTemplates(templates) : model.templates;
}

/**
 * An image against labels: the activation runs over all of them, then topK cuts.
 * @param labelling with the templates that were used
 */
export function classification(
  image: Embedding,
  heads: LabelEmbeddings,
  { labels, templates, topK }: Labelling & { readonly templates: readonly string[] },
  { scoring, startedAt }: { readonly scoring: Scoring; readonly startedAt: number },
): Classification {
  const { model, route, timing } = image;
  const similarities = cosines(image.vector, heads.vectors);
  const scores = score(similarities, scoring);
  const best = rank(scores)
    .slice(0, topK ?? undefined)
    .map((i) => ({ label: labels[i]!, score: scores[i]!, similarity: similarities[i]! }));
  return {
    model,
    activation: scoring.activation,
    labels: best,
    best: best[0]!,
    templates,
    timing: joinTimings([timing, heads.timing], performance.now() - startedAt),
    route,
  };
}
