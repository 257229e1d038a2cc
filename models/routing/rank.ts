import { imageNet } from "../catalog/benchmarks.ts";
import { isEnglish, lists } from "../language/tag.ts";
import { recallRank } from "./recall.ts";
import { lastResort } from "./tree.ts";
import type { Model, Priority } from "../model.ts";

/** By what models are put in order. */
export interface Order {
  /** All that the server has: the figures of a variant are those of the full model. */
  readonly catalog: readonly Model[];
  readonly language: string;
  readonly priority: Priority;
  /** Cloud models first, where the tree would take one; else last. */
  readonly cloudFirst: boolean;
  available(model: Model): boolean;
  /** Milliseconds for one input. */
  latency(model: Model): number;
}

/**
 * Best first: available before not, then those that know the language, then the side of the cloud
 * that is wanted, then quality (for SPEED: latency), and the last resort after all others.
 */
export function rankModels(models: readonly Model[], order: Order): readonly Model[] {
  const score = order.priority === "SPEED" ? (model: Model) => -order.latency(model) : quality;
  const keys = models.map((model) => ({
    model,
    key: [
      Number(model.id !== lastResort),
      Number(order.available(model)),
      languageTier(model, order.language),
      Number((model.hosting === "CLOUD") === order.cloudFirst),
      score(model),
    ],
  }));
  return keys.toSorted((a, b) => compare(b.key, a.key)).map(({ model }) => model);

  function quality(model: Model): number {
    return isEnglish(order.language)
      ? accuracy(model, order.catalog)
      : languageSkill(model, order.language);
  }
}

/**
 * How far a model can be trusted with a language, to compare models by: those that list it by
 * their recall in it, then other multilingual ones, then those for English only.
 */
export function languageSkill(model: Model, language: string): number {
  const recall = recallRank(model.variantOf ?? model.id, language) ?? 0;
  return languageTier(model, language) * 1000 + recall - precisionLoss(model);
}

/** 2: documented for the language; 1: for many others; 0: for English only. */
export function languageTier(model: Model, language: string): 0 | 1 | 2 {
  return isEnglish(language) || lists(model, language) ? 2 : model.multilingual ? 1 : 0;
}

/** Zero-shot accuracy on ImageNet in percent; of the full model for its variants. */
function accuracy(model: Model, models: readonly Model[]): number {
  const record = models.find(({ id }) => id === model.variantOf) ?? model;
  const figure = record.benchmarks.find(({ dataset }) => dataset === imageNet)?.value ?? 0;
  return figure - precisionLoss(model);
}

/** No figure, only an order: the full model, then half precision, then 8 bits. */
function precisionLoss({ precision }: Model): number {
  return precision === undefined ? 0 : { fp16: 0.001, q8: 0.002 }[precision];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const differing = a.findIndex((value, i) => value !== b[i]);
  return differing < 0 ? 0 : a[differing]! - b[differing]!;
}
