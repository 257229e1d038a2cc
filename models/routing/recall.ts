import { baseLanguage } from "../language/tag.ts";

/**
 * How well a model finds the photo of a caption in this language, in percent: Crossmodal-3600,
 * text to image, mean of recall at 1, 5 and 10. Sources: open_clip,
 * docs/openclip_multilingual_retrieval_results.csv (MIT); the last column from the measurements
 * of the immich project, which agree with the others to rounding.
 *
 * @returns undefined where nobody published a figure
 */
export function recallOf(modelId: string, tag: string): number | undefined {
  const name = sameTextTower[modelId] ?? modelId;
  const column = columns.indexOf(name);
  return column < 0 ? undefined : table[baseLanguage(tag)]?.[column];
}

/**
 * Figures to put models in order by: `recallOf`; for languages without figures the mean of the
 * others; for models without figures a place that is stated below. Higher is better.
 *
 * @returns undefined where nothing is known
 */
export function recallRank(modelId: string, tag: string): number | undefined {
  const above = placedBelow[modelId];
  const recall = recallOf(above ?? modelId, tag);
  if (recall === undefined) {
    return baseLanguage(tag) in table ? undefined : meanRank(modelId);
  }
  return above ? recall - 0.01 : recall;
}

/** For languages that are not in the table: the mean over those that are. */
function meanRank(modelId: string): number | undefined {
  const ranks = Object.keys(table).flatMap((language) => recallRank(modelId, language) ?? []);
  return ranks.length ? ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length : undefined;
}

/** The same text tower under another name. */
const sameTextTower: Readonly<Record<string, string>> = {
  "sentence-transformers/clip-ViT-B-32": "openai/clip-vit-base-patch32",
  "sentence-transformers/clip-ViT-L-14": "openai/clip-vit-large-patch14",
};

/** Models that no table has: the model just above them. */
const placedBelow: Readonly<Record<string, string>> = {
  "sentence-transformers/clip-ViT-B-32-multilingual-v1":
    "laion/CLIP-ViT-B-32-xlm-roberta-base-laion5B-s13B-b90k",
};

const columns: readonly string[] = [
  "openai/clip-vit-base-patch32",
  "laion/CLIP-ViT-B-32-laion2B-s34B-b79K",
  "openai/clip-vit-large-patch14",
  "laion/CLIP-ViT-H-14-laion2B-s32B-b79K",
  "google/siglip-base-patch16-224",
  "laion/CLIP-ViT-B-32-xlm-roberta-base-laion5B-s13B-b90k",
  "google/siglip2-base-patch16-224",
];

const table: Readonly<Record<string, readonly number[]>> = {
  ar: [0.3, 0.2, 0.3, 0.3, 0.2, 59.7, 61.7],
  bn: [0.2, 0.2, 0.1, 0.2, 0.2, 6.4],
  cs: [2.7, 4.6, 3.2, 6.0, 22.9, 61.0, 54.8],
  da: [6.0, 12.8, 7.2, 17.3, 30.8, 75.1, 67.7],
  de: [20.8, 36.6, 28.7, 52.8, 75.2, 81.6, 86.4],
  el: [0.2, 0.5, 0.4, 0.5, 0.4, 64.7, 53.4],
  en: [59.4, 68.8, 59.8, 71.3, 71.7, 68.3, 75.2],
  es: [30.7, 42.5, 38.0, 58.3, 74.6, 75.0, 82.2],
  fa: [0.2, 0.2, 0.2, 0.3, 0.2, 68.5, 68.3],
  fi: [3.2, 4.3, 3.6, 4.6, 18.8, 63.1, 40.3],
  fil: [9.1, 10.2, 9.2, 11.3, 18.6, 15.0, 23.4],
  fr: [35.2, 56.1, 42.1, 68.4, 76.3, 79.6, 84.3],
  he: [0.2, 0.3, 0.2, 0.2, 0.1, 72.7, 60.3],
  hi: [0.2, 0.1, 0.2, 0.1, 0.1, 32.0, 27.9],
  hr: [3.4, 5.1, 4.7, 7.5, 19.8, 72.7, 54.3],
  hu: [3.8, 6.2, 4.6, 7.4, 24.3, 72.5, 58.3],
  id: [11.5, 16.8, 17.9, 23.3, 57.5, 74.1, 79.8],
  it: [17.8, 33.8, 26.3, 51.0, 73.6, 77.3, 83.8],
  ja: [4.8, 4.8, 7.0, 7.5, 0.4, 81.2, 58.1],
  ko: [0.3, 0.3, 0.4, 0.4, 0.3, 65.4, 70.3],
  mi: [0.7, 0.9, 0.7, 0.9, 1.1, 1.2],
  nl: [18.1, 29.5, 23.1, 41.1, 65.3, 70.8, 75.3],
  no: [7.0, 13.1, 8.4, 16.4, 35.0, 67.8, 62.6],
  pl: [4.3, 6.9, 5.6, 9.8, 39.1, 73.7, 73.4],
  pt: [21.6, 32.6, 27.9, 45.5, 69.3, 73.0, 77.5],
  qu: [2.9, 3.3, 3.3, 3.8, 6.3, 6.8],
  ro: [6.8, 14.5, 9.4, 18.9, 20.6, 77.9, 58.3],
  ru: [1.4, 2.5, 2.1, 5.0, 17.8, 80.6, 84.3],
  sv: [8.2, 14.4, 9.2, 17.6, 48.3, 66.9, 66.4],
  sw: [2.4, 3.2, 3.3, 3.7, 6.0, 4.6],
  te: [0.2, 0.1, 0.1, 0.2, 0.2, 1.2],
  th: [2.4, 1.6, 2.6, 2.1, 1.8, 66.0, 37.4],
  tr: [3.2, 4.4, 4.5, 6.4, 20.1, 69.2, 66.7],
  uk: [0.6, 1.1, 0.9, 1.7, 8.2, 76.3, 65.3],
  vi: [2.5, 3.2, 2.5, 3.9, 2.7, 75.2, 80.9],
  zh: [1.1, 2.3, 1.1, 4.2, 0.3, 72.5, 64.4],
};
