import type { Benchmark, RouteTask } from "../model.ts";

/** Name of the dataset whose figure orders the models for English. */
export const imageNet = "ImageNet-1k";
export const topOneMetric = "zero-shot top-1 accuracy, %";
const recallMetric = "mean retrieval recall, %";

/** What models are compared by, and what it tells of them. The metric has to be the same, too. */
export const comparable: readonly (Pick<Benchmark, "dataset" | "metric"> & {
  readonly task: RouteTask;
})[] = [
  { dataset: imageNet, metric: topOneMetric, task: "CLASSIFICATION" },
  { dataset: "Flickr30k", metric: recallMetric, task: "RETRIEVAL" },
  { dataset: "MS COCO", metric: recallMetric, task: "RETRIEVAL" },
];

/**
 * Rows of open_clip's own evaluation, in percent: zero-shot top-1 on ImageNet, and mean recall
 * of retrieval (both directions) on Flickr30k and MS COCO.
 */
export function openClipResults(topOne: number, flickr: number, coco: number): Benchmark[] {
  const source = "mlfoundations/open_clip, docs/openclip_results.csv";
  return [
    { dataset: imageNet, metric: topOneMetric, value: topOne, source },
    { dataset: "Flickr30k", metric: recallMetric, value: flickr, source },
    { dataset: "MS COCO", metric: recallMetric, value: coco, source },
  ];
}

/** Mean over 36 languages of the recall that `models/routing/recall.ts` lists one by one, in percent. */
export function crossmodal(value: number): Benchmark {
  return {
    dataset: "Crossmodal-3600",
    metric: "text-to-image recall, mean of R@1, R@5 and R@10 over 36 languages, %",
    value,
    source: "mlfoundations/open_clip, docs/openclip_multilingual_retrieval_results.csv",
  };
}
