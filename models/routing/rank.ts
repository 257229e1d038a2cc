import { imageNet } from "../catalog/benchmarks.ts";
import { isEnglish, lists } from "../language/tag.ts";
import type { Job } from "./dominance.ts";
import { recallRank } from "./recall.ts";
import { lastResort } from "./tree.ts";
import type { Model, Priority } from "../model.ts";

/** By what models are put in order. */
export interface Order extends Job {
  /** All that the server has: the figures of a variant are those of the full model. */
  readonly catalog: readonly Model[];
  readonly priority: Priority;
  /** Cloud models first, where the tree would take one; else last. */
  readonly cloudFirst: boolean;
  available(model: Model): boolean;
  /** Is it known to be better than the recommended one? */
  surpasses(model: Model): boolean;
  /** Milliseconds for one input. */
  latency(model: Model): number;
}

/**
 * Best first: available before not, then those that know the language, then the side of the cloud
 * that is wanted, then those that surpass the recommended model by their quality, then the others by
 * theirs (for SPEED: by their latency), and the last resort after all others.
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
      order.surpasses(model) ? 1 + quality(model) : 0,
      score(model),
    ],
  }));
  return keys.toSorted((a, b) => compare(b.key, a.key)).map(({ model }) => model);

  function quality(model: Model): number {
    return isEnglish(order.language)
      ? accuracy(model, order.catalog) - precisionLoss(model)
      : languageSkill(model, order, order.catalog);
  }
}

/**
 * How far a model can be trusted with a language, to compare models by: those that list it by
 * their skill in it, then other multilingual ones, then those for English only. The skill is the
 * recall for retrieval, `labelling` for classification.
 */
export function languageSkill(
  model: Model,
  { language, task }: Job,
  catalog: readonly Model[],
): number {
  const skill =
    task === "CLASSIFICATION"
      ? labelling(model, language, catalog).skill
      : (recallRank(fullId(model), language) ?? 0);
  return languageTier(model, language) * 1000 + skill - precisionLoss(model);
}

/**
 * How well a model is expected to label photos in a language, in percent; 0 where nothing is known.
 * An estimate: the accuracy on ImageNet in English, times the share of its English recall that the
 * model keeps in the language. Recall alone will not do: it misleads to models that find photos by
 * their captions and cannot tell dog breeds apart.
 */
export function labelling(model: Model, language: string, catalog: readonly Model[]) {
  const id = fullId(model);
  const [recall = 0, english = 0] = [recallRank(id, language), recallRank(id, "en")];
  const share = english > 0 ? Math.min(1, recall / english) : 0;
  const topOne = accuracy(model, catalog);
  return { topOne, share, skill: topOne * share };
}

/** 2: documented for the language; 1: for many others; 0: for English only. */
export function languageTier(model: Model, language: string): 0 | 1 | 2 {
  return isEnglish(language) || lists(model, language) ? 2 : model.multilingual ? 1 : 0;
}

/** Zero-shot accuracy on ImageNet in percent; of the full model for its variants. */
function accuracy(model: Model, catalog: readonly Model[]): number {
  const record = catalog.find(({ id }) => id === model.variantOf) ?? model;
  return record.benchmarks.find(({ dataset }) => dataset === imageNet)?.value ?? 0;
}

function fullId({ id, variantOf }: Model): string {
  return variantOf ?? id;
}

/** No figure, only an order: the full model, then half precision, then 8 bits. */
function precisionLoss({ precision }: Model): number {
  return precision === undefined ? 0 : { fp16: 0.001, q8: 0.002 }[precision];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const differing = a.findIndex((value, i) => value !== b[i]);
  return differing < 0 ? 0 : a[differing]! - b[differing]!;
}
