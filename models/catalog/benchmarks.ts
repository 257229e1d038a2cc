import type { Benchmark } from "../model.ts";

/** Name of the dataset whose figure orders the models for English. */
export const imageNet = "ImageNet-1k";

/**
 * Rows of open_clip's own evaluation, in percent: zero-shot top-1 on ImageNet, and mean recall
 * of retrieval (both directions) on Flickr30k and MS COCO.
 */
export function openClipResults(topOne: number, flickr: number, coco: number): Benchmark[] {
  const source = "mlfoundations/open_clip, docs/openclip_results.csv";
  const recall = "mean retrieval recall, %";
  return [
    { dataset: imageNet, metric: topOneMetric, value: topOne, source },
    { dataset: "Flickr30k", metric: recall, value: flickr, source },
    { dataset: "MS COCO", metric: recall, value: coco, source },
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

export const topOneMetric = "zero-shot top-1 accuracy, %";
