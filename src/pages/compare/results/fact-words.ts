import type { Model } from "parallax-client";
import type { Column } from "../types.ts";
import { isRemote, placeOf, statusText } from "../model-words.ts";
import { counted, dollars, duration } from "../../shared/numbers.ts";
import { isScores } from "./judge.ts";
import type { Price } from "./prices.ts";

/** What one model is or took, in words. */
export interface Value {
  readonly text: string;
  /** Smaller, below it. */
  readonly note?: string | undefined;
  /** By which the models are told apart; left out where there is no number. */
  readonly number?: number | undefined;
}

const unknown: Value = { text: "not known" };

export function known(number: number | null, write: (number: number) => string): Value {
  return number === null ? unknown : { text: write(number), number };
}

export function measured({ cells, latencyMs, computed, state }: Column): Value {
  const answered = cells.filter(isScores).length;
  if (answered === 0) {
    return { text: "no answer" };
  }
  if (computed === 0) {
    return { text: "from the cache", note: "computed earlier, so nothing was timed" };
  }
  const ms = latencyMs / computed;
  return {
    text: duration(ms),
    // Of a part of the photos, and while others are computed, it is no fair comparison.
    number: computed < answered || state === "RUNNING" ? undefined : ms,
    note:
      computed < answered
        ? `${counted(computed, "photo")} and the labels; the others were computed earlier`
        : `${counted(computed, "photo")} and the labels in ${duration(latencyMs)}`,
  };
}

const sources = {
  MEASURED: "measured on this server",
  ESTIMATED: "estimated from the speed of other models here",
  ASSUMED: "assumed: nothing was measured yet",
} as const;

export function expected({ expectedLatency }: Model): Value {
  return expectedLatency
    ? {
        text: duration(expectedLatency.ms),
        note: sources[expectedLatency.source],
        number: expectedLatency.ms,
      }
    : unknown;
}

export function batch({ batchSize }: Column): Value {
  return { text: batchSize === null ? "–" : String(Number(batchSize.toFixed(1))) };
}

export function runCost({ cells, costUsd, model }: Column): Value {
  if (!cells.some(isScores)) {
    return { text: "–" };
  }
  return { text: model.hosting === "LOCAL" && costUsd === 0 ? "compute only" : dollars(costUsd) };
}

export function price({ text, usd, note }: Price): Value {
  return { text, number: usd, note };
}

export function status(model: Model): Value {
  return { text: statusText(model), note: model.availability.reason ?? undefined };
}

export function hosting(model: Model): Value {
  const { hosting, provider } = model;
  const sent = isRemote(model) ? "photos are sent there" : `photos are sent to ${provider}`;
  const here = hosting === "LOCAL" && !isRemote(model);
  return { text: placeOf(model), note: here ? `by ${provider}` : sent };
}

export function licence({ license, commercialUse, openSource }: Model): Value {
  const weights = openSource ? "open weights" : "weights are not open";
  return {
    text: license ?? "not known",
    note: commercialUse === false ? "research only" : weights,
  };
}

const listed = 8;

export function languages({ languages: tags, multilingual }: Model): Value {
  if (tags.length <= 1) {
    return { text: tags[0] ? named(tags[0]) : multilingual ? "several" : "not known" };
  }
  const more = tags.length > listed ? `, and ${tags.length - listed} more` : "";
  return {
    text: `${tags.length} languages`,
    note: tags.slice(0, listed).map(named).join(", ") + more,
  };
}

const names = new Intl.DisplayNames("en", { type: "language" });

function named(tag: string): string {
  return names.of(tag) ?? tag;
}

export const videoWords = {
  NATIVE: "taken as it is",
  FRAMES: "by frames",
  NONE: "not taken",
} as const;
