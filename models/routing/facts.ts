import { GatewayError } from "../errors.ts";
import { detectLanguage } from "../language/detect.ts";
import { isEnglish, languageName, parseLanguage } from "../language/tag.ts";
import type { Model } from "../model.ts";
import type { Needs, World } from "./types.ts";
import type { Facts } from "./tree.ts";

/** The language of a request and how it is known, in words: ", detected from the words …". */
export interface Spoken {
  readonly language: string;
  readonly because: string;
}

/** Each fact with the words in which a step answers its question. */
export type Answers = { readonly [Subject in keyof Facts]: Answer<Facts[Subject]> };

export interface Answer<Value> {
  readonly value: Value;
  readonly words: string;
}

/** @throws BAD_INPUT for a language that is no tag */
export async function spokenLanguage(needs: Needs): Promise<Spoken> {
  const { language, texts } = needs;
  if (typeof language === "string") {
    return { language: parseLanguage(language), because: "as the caller says" };
  }
  if (texts?.length) {
    return detectLanguage(texts);
  }
  return { language: "en", because: "as nothing says otherwise" };
}

/** @throws BAD_INPUT for a latency that is no positive number */
export function checkNeeds({ maxLatencyMs }: Needs): void {
  if (maxLatencyMs == null || (maxLatencyMs > 0 && Number.isFinite(maxLatencyMs))) {
    return;
  }
  throw new GatewayError(
    "BAD_INPUT",
    `maxLatencyMs must be a number of milliseconds above 0, and is ${maxLatencyMs}.`,
  );
}

export function answers(needs: Needs, { language, because }: Spoken, world: World): Answers {
  const english = isEnglish(language) ? "yes" : "no";
  const video = needs.modalities?.includes("VIDEO") ? "yes" : "no";
  const { priority, task } = needs;
  return {
    english: { value: english, words: `${english}: ${languageName(language)}, ${because}` },
    video: { value: video, words: video },
    cloud: cloud(needs, world),
    gcp: needs.gcp ? { value: "yes", words: "yes" } : { value: "no", words: "no, or not said" },
    priority: priority
      ? { value: priority, words: priority }
      : { value: "BALANCE", words: "nothing was said: BALANCE" },
    task: task
      ? { value: task, words: task.toLowerCase() }
      : { value: "RETRIEVAL", words: "nothing was said: retrieval" },
  };
}

function cloud(needs: Needs, world: World): Answer<Facts["cloud"]> {
  if (needs.cloud === false) {
    return { value: "forbidden", words: "no: the caller forbids it" };
  }
  if (!coversCloud(world)) {
    return { value: "forbidden", words: "no: the caller's key covers no cloud model for this" };
  }
  if (needs.cloud === true) {
    return { value: "allowed", words: "yes: the caller allows it" };
  }
  if (world.cloud === "on") {
    return { value: "allowed", words: "yes: the server is set to CLOUD=on" };
  }
  if (world.cloud === "off") {
    return { value: "forbidden", words: "no: the server is set to CLOUD=off" };
  }
  if (world.hasCloudCredentials) {
    return { value: "allowed", words: "yes: credentials for a cloud API are configured" };
  }
  if (needs.gcp) {
    return { value: "allowed", words: "yes: the caller is on Google Cloud" };
  }
  return { value: "unsaid", words: "nobody said, and no credentials are configured" };
}

/** May the caller use it? */
export function isCovered(model: Model, { covers }: World): boolean {
  return covers?.(model) ?? true;
}

function coversCloud({ models, covers }: World): boolean {
  return !covers || models.some((model) => model.hosting === "CLOUD" && covers(model));
}
