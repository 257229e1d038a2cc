/**
 * How well a model finds the photo of a caption, by the caption's language, in percent:
 * Crossmodal-3600, text to image, mean of recall at 1, 5 and 10.
 */
export type Column = Readonly<Record<string, number>>;

/** open_clip, docs/openclip_multilingual_retrieval_results.csv (MIT): all 36 languages. */
const ofOpenClip: Readonly<Record<string, Column>> = {
  "openai/clip-vit-base-patch32": column(
    "ar 0.3, bn 0.2, cs 2.7, da 6.0, de 20.8, el 0.2, en 59.4, es 30.7, fa 0.2, fi 3.2",
    "fil 9.1, fr 35.2, he 0.2, hi 0.2, hr 3.4, hu 3.8, id 11.5, it 17.8, ja 4.8, ko 0.3",
    "mi 0.7, nl 18.1, no 7.0, pl 4.3, pt 21.6, qu 2.9, ro 6.8, ru 1.4, sv 8.2, sw 2.4, te 0.2",
    "th 2.4, tr 3.2, uk 0.6, vi 2.5, zh 1.1",
  ),
  "laion/CLIP-ViT-B-32-laion2B-s34B-b79K": column(
    "ar 0.2, bn 0.2, cs 4.6, da 12.8, de 36.6, el 0.5, en 68.8, es 42.5, fa 0.2, fi 4.3",
    "fil 10.2, fr 56.1, he 0.3, hi 0.1, hr 5.1, hu 6.2, id 16.8, it 33.8, ja 4.8, ko 0.3",
    "mi 0.9, nl 29.5, no 13.1, pl 6.9, pt 32.6, qu 3.3, ro 14.5, ru 2.5, sv 14.4, sw 3.2",
    "te 0.1, th 1.6, tr 4.4, uk 1.1, vi 3.2, zh 2.3",
  ),
  "openai/clip-vit-large-patch14": column(
    "ar 0.3, bn 0.1, cs 3.2, da 7.2, de 28.7, el 0.4, en 59.8, es 38.0, fa 0.2, fi 3.6",
    "fil 9.2, fr 42.1, he 0.2, hi 0.2, hr 4.7, hu 4.6, id 17.9, it 26.3, ja 7.0, ko 0.4",
    "mi 0.7, nl 23.1, no 8.4, pl 5.6, pt 27.9, qu 3.3, ro 9.4, ru 2.1, sv 9.2, sw 3.3, te 0.1",
    "th 2.6, tr 4.5, uk 0.9, vi 2.5, zh 1.1",
  ),
  "laion/CLIP-ViT-H-14-laion2B-s32B-b79K": column(
    "ar 0.3, bn 0.2, cs 6.0, da 17.3, de 52.8, el 0.5, en 71.3, es 58.3, fa 0.3, fi 4.6",
    "fil 11.3, fr 68.4, he 0.2, hi 0.1, hr 7.5, hu 7.4, id 23.3, it 51.0, ja 7.5, ko 0.4",
    "mi 0.9, nl 41.1, no 16.4, pl 9.8, pt 45.5, qu 3.8, ro 18.9, ru 5.0, sv 17.6, sw 3.7",
    "te 0.2, th 2.1, tr 6.4, uk 1.7, vi 3.9, zh 4.2",
  ),
  "google/siglip-base-patch16-224": column(
    "ar 0.2, bn 0.2, cs 22.9, da 30.8, de 75.2, el 0.4, en 71.7, es 74.6, fa 0.2, fi 18.8",
    "fil 18.6, fr 76.3, he 0.1, hi 0.1, hr 19.8, hu 24.3, id 57.5, it 73.6, ja 0.4, ko 0.3",
    "mi 1.1, nl 65.3, no 35.0, pl 39.1, pt 69.3, qu 6.3, ro 20.6, ru 17.8, sv 48.3, sw 6.0",
    "te 0.2, th 1.8, tr 20.1, uk 8.2, vi 2.7, zh 0.3",
  ),
  "laion/CLIP-ViT-B-32-xlm-roberta-base-laion5B-s13B-b90k": column(
    "ar 59.7, bn 6.4, cs 61.0, da 75.1, de 81.6, el 64.7, en 68.3, es 75.0, fa 68.5, fi 63.1",
    "fil 15.0, fr 79.6, he 72.7, hi 32.0, hr 72.7, hu 72.5, id 74.1, it 77.3, ja 81.2",
    "ko 65.4, mi 1.2, nl 70.8, no 67.8, pl 73.7, pt 73.0, qu 6.8, ro 77.9, ru 80.6, sv 66.9",
    "sw 4.6, te 1.2, th 66.0, tr 69.2, uk 76.3, vi 75.2, zh 72.5",
  ),
  "laion/CLIP-ViT-H-14-frozen-xlm-roberta-large-laion5B-s13B-b90k": column(
    "ar 66.5, bn 12.3, cs 67.5, da 83.3, de 87.2, el 71.3, en 71.4, es 80.2, fa 74.9, fi 75.5",
    "fil 17.9, fr 84.5, he 80.8, hi 38.5, hr 81.9, hu 81.7, id 80.9, it 83.0, ja 87.0",
    "ko 71.2, mi 1.2, nl 75.6, no 75.4, pl 79.8, pt 79.1, qu 7.7, ro 85.4, ru 85.5, sv 72.8",
    "sw 5.1, te 1.7, th 74.0, tr 77.2, uk 83.2, vi 81.9, zh 77.2",
  ),
  "visheratin/nllb-siglip-mrl-base": column(
    "ar 74.0, bn 73.8, cs 69.8, da 84.2, de 84.6, el 69.1, en 69.7, es 77.2, fa 75.4, fi 79.4",
    "fil 61.2, fr 82.9, he 83.8, hi 58.7, hr 83.0, hu 80.3, id 81.9, it 81.4, ja 81.3",
    "ko 73.2, mi 42.8, nl 76.0, no 77.7, pl 75.3, pt 75.3, qu 33.4, ro 84.5, ru 80.4, sv 73.4",
    "sw 66.1, te 60.7, th 76.1, tr 78.1, uk 80.0, vi 79.8, zh 72.9",
  ),
  "visheratin/nllb-siglip-mrl-large": column(
    "ar 77.3, bn 75.8, cs 73.7, da 86.9, de 88.5, el 74.6, en 72.4, es 81.4, fa 79.5, fi 84.3",
    "fil 67.5, fr 86.3, he 87.1, hi 62.0, hr 87.5, hu 85.6, id 85.0, it 85.4, ja 84.7",
    "ko 77.2, mi 48.4, nl 79.4, no 81.4, pl 80.0, pt 80.0, qu 38.1, ro 88.8, ru 84.7, sv 77.1",
    "sw 69.5, te 64.3, th 80.0, tr 81.2, uk 83.9, vi 83.7, zh 77.0",
  ),
};

/**
 * immich, docs/docs/features/searching.md of 2025, measured with its own ONNX files; where both have
 * a figure they agree to rounding. Below 20 % it states none.
 */
const ofImmich: Readonly<Record<string, Column>> = {
  "openai/clip-vit-base-patch16": column("de 20.8, en 58.3, es 32.1, fr 36.5, pt 22.6"),
  "openai/clip-vit-large-patch14-336": column(
    "de 27.1, en 59.1, es 37.7, fr 42.8, it 25.3, nl 21.8, pt 28.5",
  ),
  "laion/CLIP-ViT-L-14-laion2B-s32B-b82K": column(
    "de 42.9, en 69.9, es 49.6, fr 61.8, it 41.7, nl 34.3, pt 37.9",
  ),
  "apple/DFN2B-CLIP-ViT-L-14": column(
    "da 42.3, de 84.8, en 72.8, es 78.2, fr 83.0, id 50.0, it 80.5, nl 69.8, no 42.6, pl 40.8",
    "pt 73.9, ro 35.0, sv 47.9, tr 21.3",
  ),
  "google/siglip-large-patch16-256": column(
    "cs 33.6, da 41.5, de 82.3, en 72.4, es 77.6, fi 31.8, fil 24.0, fr 80.6, hr 33.7",
    "hu 38.0, id 69.9, it 80.1, nl 72.1, no 46.3, pl 48.7, pt 73.6, ro 26.1, ru 23.3, sv 56.7",
    "tr 30.3",
  ),
  "google/siglip-so400m-patch14-384": column(
    "de 64.6, en 72.6, es 70.3, fr 69.6, id 54.1, it 74.0, nl 67.5, pt 59.9, sv 30.0",
  ),
  "google/siglip2-base-patch32-256": column(
    "ar 60.7, cs 54.3, da 67.2, de 84.4, el 53.2, en 73.2, es 79.0, fa 65.2, fi 40.1",
    "fil 22.7, fr 82.3, he 58.5, hi 27.1, hr 53.3, hu 56.7, id 77.0, it 81.8, ja 55.3",
    "ko 67.5, nl 72.7, no 60.9, pl 70.3, pt 74.8, ro 56.5, ru 81.6, sv 64.9, th 35.3, tr 64.8",
    "uk 64.0, vi 77.7, zh 62.6",
  ),
  "google/siglip2-base-patch16-224": column(
    "ar 61.7, cs 54.8, da 67.7, de 86.4, el 53.4, en 75.2, es 82.2, fa 68.3, fi 40.3",
    "fil 23.4, fr 84.3, he 60.3, hi 27.9, hr 54.3, hu 58.3, id 79.8, it 83.8, ja 58.1",
    "ko 70.3, nl 75.3, no 62.6, pl 73.4, pt 77.5, ro 58.3, ru 84.3, sv 66.4, th 37.4, tr 66.7",
    "uk 65.3, vi 80.9, zh 64.4",
  ),
  "google/siglip2-large-patch16-256": column(
    "ar 66.9, bn 20.9, cs 61.7, da 79.1, de 88.8, el 59.4, en 74.3, es 82.5, fa 71.9, fi 57.1",
    "fil 30.1, fr 86.1, he 69.3, hi 34.9, hr 70.0, hu 70.6, id 83.7, it 86.7, ja 66.9",
    "ko 71.7, nl 78.0, no 71.7, pl 78.2, pt 80.0, ro 71.9, ru 86.0, sv 71.2, th 43.9, tr 73.8",
    "uk 75.1, vi 83.9, zh 66.1",
  ),
  "google/siglip2-so400m-patch16-256": column(
    "ar 68.6, bn 26.5, cs 62.8, da 81.4, de 89.5, el 60.1, en 74.9, es 83.2, fa 74.3, fi 61.9",
    "fil 34.0, fr 86.9, he 72.1, hi 34.2, hr 72.9, hu 73.6, id 84.1, it 87.3, ja 66.5",
    "ko 74.4, nl 78.9, no 74.4, pl 79.5, pt 80.6, ro 73.2, ru 86.7, sv 71.7, th 44.7, tr 75.9",
    "uk 77.6, vi 84.8, zh 66.2",
  ),
  "google/siglip2-so400m-patch16-384": column(
    "ar 69.3, bn 26.2, cs 63.0, da 82.3, de 89.8, el 60.6, en 75.1, es 83.8, fa 76.3, fi 62.3",
    "fil 34.3, fr 87.6, he 72.2, hi 34.9, hr 73.2, hu 73.9, id 85.0, it 88.0, ja 68.3",
    "ko 75.1, nl 79.7, no 75.0, pl 80.0, pt 81.7, ro 73.9, ru 87.7, sv 72.1, th 45.5, tr 77.0",
    "uk 78.3, vi 85.9, zh 67.3",
  ),
};

/** By model id. */
export const recallTable: ReadonlyMap<string, Column> = new Map(
  Object.entries({ ...ofOpenClip, ...ofImmich }),
);

export const measuredLanguages: ReadonlySet<string> = new Set(
  [...recallTable.values()].flatMap((column) => Object.keys(column)),
);

/** The same text tower under another name. */
export const sameTextTower: Readonly<Record<string, string>> = {
  "sentence-transformers/clip-ViT-B-32": "openai/clip-vit-base-patch32",
  "sentence-transformers/clip-ViT-B-16": "openai/clip-vit-base-patch16",
  "sentence-transformers/clip-ViT-L-14": "openai/clip-vit-large-patch14",
};

/** Models that no table has: the model just above them. */
export const placedBelow: Readonly<Record<string, string>> = {
  "sentence-transformers/clip-ViT-B-32-multilingual-v1":
    "laion/CLIP-ViT-B-32-xlm-roberta-base-laion5B-s13B-b90k",
};

/** "de 20.8, en 59.4" */
function column(...lines: readonly string[]): Column {
  const pairs = lines.flatMap((line) => line.split(", ")).map((pair) => pair.split(" "));
  return Object.fromEntries(pairs.map(([language, recall]) => [language, Number(recall)]));
}
