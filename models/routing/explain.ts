import { languageName, lists } from "../language/tag.ts";
import { isCovered } from "./facts.ts";
import type { Latency } from "./latency-estimate.ts";
import type { Job } from "./dominance.ts";
import { skillInWords } from "./explain-others.ts";
import { labelling, languageTier } from "./rank.ts";
import { isMeasured, recallOf } from "./recall.ts";
import type { Needs, Step, World } from "./types.ts";
import type { Selection } from "./fallback.ts";
import type { Model } from "../model.ts";

/** The steps after the tree, as a person would say them. */

export function skill(model: Model, { language, task }: Job, world: World): Step {
  return task === "CLASSIFICATION" ? labels(model, language, world.models) : knows(model, language);
}

function labels(model: Model, language: string, catalog: readonly Model[]): Step {
  const name = languageName(language);
  const { topOne, share, skill } = labelling(model, language, catalog);
  const kept = (100 * share).toFixed(0);
  const known = skill > 0 ? `, an estimated ${skill.toFixed(1)} %${uselessBelow20(skill)}` : "";
  const where = isMeasured(language)
    ? "on Crossmodal-3600"
    : "in the languages of Crossmodal-3600, of which this is none";
  return {
    question: `Which local model labels photos best in ${name}?`,
    answer: `${model.id}${known}`,
    reason:
      skill > 0
        ? `Estimated: ${topOne} % on ImageNet in English, of which it should keep ${kept} %, as it does of its recall ${where}.`
        : withoutFigures(model, language),
  };
}

function knows(model: Model, language: string): Step {
  const name = languageName(language);
  const recall = recallOf(model.id, language);
  const known =
    recall === undefined ? "" : `, with a recall of ${recall} %${uselessBelow20(recall)}`;
  return {
    question: `Which local model knows ${name} best?`,
    answer: `${model.id}${known}`,
    reason:
      recall === undefined
        ? withoutFigures(model, language)
        : "Recall of photos by their captions in this language, measured on Crossmodal-3600.",
  };
}

function uselessBelow20(percent: number): string {
  return percent < 20 ? ", which is close to useless" : "";
}

function withoutFigures(model: Model, language: string): string {
  return lists(model, language)
    ? "Nobody published figures for this language; this is the best of the models that list it."
    : "No model that fits lists this language; this is the best of the others.";
}

/** Says so when the caller may not use the model that the guide leads to. */
export function uncovered(wanted: Model | undefined, recommended: Model, world: World): Step[] {
  if (!wanted || isCovered(wanted, world)) {
    return [];
  }
  return [
    {
      question: `Does the caller's key cover ${wanted.id}?`,
      answer: "no",
      reason: `${recommended.id} is the best of those that it covers.`,
    },
  ];
}

export function latency(
  { preferred, recommended }: { readonly preferred: Model; readonly recommended: Model },
  { maxLatencyMs }: Needs,
  job: Job,
  world: World,
): Step[] {
  if (maxLatencyMs == null) {
    return [];
  }
  const takes = (model: Model) =>
    `${model.id} takes about ${milliseconds(world.expectedLatency(model))}`;
  const slow = world.expectedLatency(preferred).ms > maxLatencyMs ? preferred : undefined;
  const skill = skillInWords(recommended, { ...job, catalog: world.models });
  const { source } = world.expectedLatency(slow ?? recommended);
  return [
    {
      question: `Is the answer there within ${maxLatencyMs} ms?`,
      answer: slow ? `no: ${takes(slow)}` : `yes: ${takes(recommended)}`,
      reason: slow
        ? `${sources[source]} ${takes(recommended)}${skill} and is the next that fits.`
        : sources[source],
    },
  ];
}

/** "21 ms (measured)" */
export function milliseconds({ ms, source }: Latency): string {
  const rounded = ms < 10 ? ms.toFixed(1) : ms.toFixed(0);
  return Number.isFinite(ms) ? `${rounded} ms (${source})` : "an unknown time";
}

const sources: Readonly<Record<Latency["source"], string>> = {
  measured: "Measured: the median of this server's own calls.",
  estimated: "Estimated: the model's GFLOPs at the speed measured on this machine.",
  assumed:
    "Assumed: nothing was measured here yet; a common figure for such a machine, engine or API.",
};

export function video(model: Model, { modalities }: Needs, world: World): Step[] {
  if (!modalities?.includes("VIDEO")) {
    return [];
  }
  const samplesFrames = world.samplesFrames ?? true;
  if (model.video === "NATIVE") {
    return world.takesClips?.(model) ? [clips(model, samplesFrames)] : [];
  }
  return [
    {
      question: `How does ${model.id} take video?`,
      answer: samplesFrames ? "by frames" : "not here",
      reason: samplesFrames
        ? "Frames are sampled from the video and embedded as images."
        : "It takes images, but this server has no ffmpeg to sample frames from a video.",
    },
  ];
}

function clips(model: Model, cuts: boolean): Step {
  return {
    question: `How does ${model.id} take video?`,
    answer: cuts ? "by clips" : "not here",
    reason: cuts
      ? "The video is cut into one short clip for each segment, which the model takes whole."
      : "It takes short clips, but this server has no ffmpeg to cut a video into them.",
  };
}

export function availability(
  recommended: Model,
  { selected, fallback, refusal }: Selection,
  world: World,
): Step {
  const { status, reason } = world.availability(recommended);
  const detail = reason ? `: ${reason}` : "";
  return {
    question: `Is ${recommended.id} available now?`,
    answer: status === "READY" ? "yes" : `no: ${status}${detail}`,
    reason: fallback
      ? `${selected.id} is the best that is available and is used instead.`
      : status === "READY"
        ? "It is used."
        : refusal
          ? "Others are, but their vectors live in other spaces; fallback: true allows them."
          : "Nothing else that fits is available either.",
  };
}

/** Says so when a model is recommended, or used, that does not know the language. */
export function unfamiliar(recommended: Model, selected: Model, language: string): Step[] {
  const name = languageName(language);
  return [...new Set([recommended, selected])]
    .filter((model) => languageTier(model, language) === 0)
    .map((model) => {
      const recall = recallOf(model.id, language);
      const figure = recall === undefined ? "" : `: its recall is ${recall} %`;
      return {
        question: `Does ${model.id} know ${name}?`,
        answer: model.languages.length
          ? `no: ${model.languages.map(languageName).join(", ")} only`
          : "nobody says",
        reason: `No model that knows it fits and is available. Expect poor results${figure}.`,
      };
    });
}
