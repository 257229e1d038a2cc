import { isEnglish } from "../language/tag.ts";
import { labelling, languageTier } from "./rank.ts";
import { recallOf } from "./recall.ts";
import { type Job, sharedFigures } from "./dominance.ts";
import { licenceInWords } from "./licence.ts";
import type { Needs, Step } from "./types.ts";
import type { Model } from "../model.ts";

/** The steps about models that are not recommended, as a person would say them. */

/** Says so when the licence decides, or when the caller asked about it. */
export function licence(
  { commercialUse }: Needs,
  passedOver: Model | undefined,
  recommended: Model,
  job: Job & { readonly catalog: readonly Model[] },
): Step[] {
  const instead =
    passedOver &&
    `${passedOver.id}${skillInWords(passedOver, job)} is passed over: ${licenceInWords(passedOver)}.`;
  if (commercialUse === true) {
    return [
      {
        question: "Must the licence allow commercial use?",
        answer: "yes: the caller says so",
        reason: instead ?? `${recommended.id} fits: ${licenceInWords(recommended)}.`,
      },
    ];
  }
  if (commercialUse === false) {
    return [
      {
        question: "May it be a model for research only?",
        answer: "yes: the caller allows it",
        reason: `Of ${recommended.id}: ${licenceInWords(recommended)}.`,
      },
    ];
  }
  return instead === undefined
    ? []
    : [
        {
          question: "May it be a model for research only?",
          answer: "no: the caller did not allow it",
          reason: `${instead} commercialUse: false allows it.`,
        },
      ];
}

/** ", with a recall of 56.1 %,"; nothing in English, where `better` tells the figures. */
export function skillInWords(
  model: Model,
  { language, task, catalog }: Parameters<typeof licence>[3],
): string {
  if (isEnglish(language)) {
    return "";
  }
  if (task === "CLASSIFICATION") {
    const { skill } = labelling(model, language, catalog);
    return skill > 0 ? `, an estimated ${skill.toFixed(1)} %,` : "";
  }
  const recall = recallOf(model.id, language);
  return recall === undefined ? "" : `, with a recall of ${recall} %,`;
}

/** Where the catalog's own figures speak for another one: which, and which figures. */
export function better(model: Model | undefined, recommended: Model, job: Job): Step[] {
  if (!model) {
    return [];
  }
  const figures = sharedFigures(model, recommended, job).map(
    ({ name, value, against }) => `${name} ${value} against ${against} %`,
  );
  return [
    {
      question: `Does another model do better than ${recommended.id} for little more work, or less?`,
      answer: `yes, by published figures: ${model.id}`,
      reason: `${figures.join(", ")}; ${model.gflops} against ${recommended.gflops} GFLOPs. The guide's choice stays; this one is among the alternatives.`,
    },
  ];
}

export function successor(model: Model | undefined, recommended: Model): Step[] {
  return model?.supersedes
    ? [
        {
          question: `Has ${recommended.id} a successor?`,
          answer: `yes: ${model.id}`,
          reason: `${model.supersedes.because} Vectors of the two cannot be compared.`,
        },
      ]
    : [];
}

export function nativeVideo(
  { modalities }: Needs,
  recommended: Model,
  alternatives: readonly Model[],
  language: string,
): Step[] {
  const native = alternatives.find(
    (model) => model.video === "NATIVE" && languageTier(model, language) === 2,
  );
  return modalities?.includes("VIDEO") && recommended.video !== "NATIVE" && native
    ? [
        {
          question: "Does a model that knows the language take video as it is?",
          answer: `yes: ${native.id}`,
          reason: "It is among the alternatives.",
        },
      ]
    : [];
}
