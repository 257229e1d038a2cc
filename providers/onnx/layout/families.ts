import type { Scoring } from "../../../models/model.ts";
import type { Cleaning } from "../towers.ts";

/**
 * What the reference does for a family of models without its files saying so. A new family is an
 * entry here; whatever a file states comes first, and the code beside this table names no family.
 */
export interface Family {
  /** Matches `model_type` of config.json. */
  readonly modelType: RegExp;
  /** Longest text in tokens, where config.json leaves it out. */
  readonly positions?: number;
  /** Positions are counted from the id after the padding id: so many fewer are left for tokens. */
  readonly countsFromPadding?: true;
  /** The text tower sees its padding: every text has the length of its training. */
  readonly seesPadding?: true;
  /**
   * Tokenizers that clean in Python code, which tokenizer.json may not contain: by the beginning
   * of `tokenizer_class`.
   */
  readonly cleaning?: Readonly<Record<string, Cleaning>>;
  /** Length of the vectors, where no config file states it. */
  readonly dimensions?: number;
  /** Nothing is projected: vectors are as long as the towers are wide. */
  readonly unprojected?: true;
  /** Where the trained scale is not published beside the towers; absent: cosines. */
  readonly scoring?: Scoring;
}

/** Where the training of CLIP ends: it clamps its factor at 100. */
export const clampedSoftmax: Scoring = { activation: "SOFTMAX", scale: 100 };

/** Tokenizers that begin every text with the token of its language: by their `tokenizer_class`. */
export const beginsWithLanguage = /^Nllb/;

/** The first that matches counts. */
const families: readonly Family[] = [
  { modelType: /^clip$/, positions: 77, dimensions: 512, scoring: clampedSoftmax },
  { modelType: /^metaclip_2$/, positions: 77, dimensions: 512, scoring: clampedSoftmax },
  // Single towers, and relatives such as Chinese CLIP, with sizes of their own.
  { modelType: /clip/, scoring: clampedSoftmax },
  {
    modelType: /^siglip/,
    positions: 64,
    seesPadding: true,
    cleaning: { SiglipTokenizer: "siglip", Siglip2Tokenizer: "lower", GemmaTokenizer: "lower" },
    dimensions: 768,
    unprojected: true,
    // A sigmoid means nothing without its trained scale and bias.
    scoring: { activation: "COSINE" },
  },
  { modelType: /roberta|camembert/, countsFromPadding: true },
];

/** Empty where the family is not known: what the files state is all there is. */
export function familyOf({ model_type: type = "" }: { model_type?: string | undefined }) {
  return families.find(({ modelType }) => modelType.test(type)) ?? plain;
}

const plain: Omit<Family, "modelType"> = {};
