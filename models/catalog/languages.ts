/** Languages of the multilingual models, as their authors list or as others measured them. */

/** Cohere, "Supported Languages" of its embedding models. */
export const cohereLanguages = list(
  "af am ar as az be bg bn bo bs ca ceb co cs cy da de el en eo es et eu fa fi fr fy ga gd gl gu",
  "ha haw he hi hmn hr ht hu hy id ig is it ja jv ka kk km kn ko ku ky la lb lo lt lv mg mi mk ml",
  "mn mr ms mt my ne nl no ny or pa pl pt ro ru rw si sk sl sm sn so sq sr st su sv sw ta te tg th",
  "tk fil tr tt ug uk ur uz vi wo xh yi yo zh zu",
);

/**
 * Google Cloud, "Supported text embedding languages", and Croatian of Gemini's own list. Of Gemini
 * Embedding 2 Google says "over 100 languages", and does not list them apart.
 */
export const geminiLanguages = list(
  "af am ar az be bg bn ca ceb co cs cy da de el en eo es et eu fa fi fil fr fy ga gd gl gu ha haw",
  "he hi hmn hr ht hu hy id ig is it ja jv ka kk km kn ko ku ky la lb lo lt lv mg mi mk ml mn mr ms",
  "mt my ne nl no ny pa pl ps pt ro ru sd si sk sl sm sn so sq sr st su sv sw ta te tg th tr uk ur",
  "uz vi xh yi yo zh zu",
);

/**
 * Those for which Amazon says that its Nova models are optimized, in their user guide. Of its embedding
 * model it says "up to 200 languages", and names none.
 */
export const novaLanguages = list("en de es fr it ja ko ar zh ru hi pt nl tr he");

/** XLM-RoBERTa, Conneau et al. 2020, appendix A: the languages of its training corpus CC-100. */
export const xlmRobertaLanguages = list(
  "af am ar as az be bg bn br bs ca cs cy da de el en eo es et eu fa fi fr fy ga gd gl gu ha he hi",
  "hr hu hy id is it ja jv ka kk km kn ko ku ky la lo lt lv mg mk ml mn mr ms my ne nl no om or pa",
  "pl ps pt ro ru sa sd si sk sl so sq sr su sv sw ta te th fil tr ug uk ur uz vi xh yi zh",
);

/** sbert.net, "Multi-Lingual Models": the "50+ languages" of its distilled text towers. */
export const sbertLanguages = list(
  "ar bg ca cs da de el en es et fa fi fr fr-CA gl gu he hi hr hu hy id it ja ka ko ku lt lv mk mn",
  "mr ms my nb nl pl pt pt-BR ro ru sk sl sq sr sv th tr uk ur vi zh-CN zh-TW",
);

/**
 * SigLIP 2 was trained on 109 languages; these are the ones measured at 20 % recall or more of its
 * base sizes, B/32 and B/16.
 */
export const siglip2Languages = list(
  "en de fr es it pt nl ru pl zh ja ko ar he hi fa th vi id tr uk cs da sv no fi el hu ro hr fil",
);

/** Of L/16 and SO400M, which find as much in Bengali, too. */
export const siglip2LargeLanguages: readonly string[] = [...siglip2Languages, "bn"];

/** Crossmodal-3600: the languages in which many of the others are measured. */
export const crossmodalLanguages = list(
  "en ar bn cs da de el es fa fi fil fr he hi hr hu id it ja ko mi nl no pl pt qu ro ru sv sw te th",
  "tr uk vi zh",
);

/**
 * Jina's model pages count "32 trained languages" of v5 and name none; these are the 30 that its page on
 * jina-embeddings-v3 names.
 */
export const jinaLanguages = list(
  "ar bn da de el en es fi fr hi id it ja ka ko lv nl no pl pt ro ru sk sv th tr uk ur vi zh",
);

function list(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(" "));
}
