import { basename, dirname } from "node:path";
import type { Scoring } from "../../models/model.ts";
import type { GraphSource, Towers } from "../../providers/onnx/index.ts";
import type { Config } from "../config/config.ts";
import type { Terminal } from "./command.ts";
import { scoringText } from "./scoring-text.ts";
import { type Trial, tryTowers } from "./try-towers.ts";

export interface TowersToCheck {
  readonly towers: Towers;
  readonly scoring: Scoring;
  /** What the vectors should have; else what the files say, else what both towers agree on. */
  readonly dimensions?: number;
}

/** Embeds one text and one image and tells what came. @throws Error when something is wrong */
export async function checkTowers(
  { towers, scoring, dimensions = towers.dimensions }: TowersToCheck,
  config: Config,
  { out, signal }: Terminal,
): Promise<void> {
  const trials = await tryTowers(towers, config, signal);
  const expected = dimensions ?? dimensionsOf(trials.text) ?? dimensionsOf(trials.image);
  let wrong = 0;
  for (const kind of ["text", "image"] as const) {
    const [tower, trial] = [towers[kind], trials[kind]];
    if (!tower || !trial) {
      continue;
    }
    const fault = faultOf(trial, expected);
    if (fault !== undefined) {
      wrong++;
    }
    out.write(`  ${kind.padEnd(5)}  ${nameOf(tower.graph)}: ${fault ?? textOf(trial)}\n`);
  }
  if (towers.text) {
    const { maxTokens, clean, padTo } = towers.text.tokens;
    const padded = padTo === undefined ? "" : `, padded to ${padTo}`;
    const cleaned = clean === undefined ? "" : `, cleaned as ${clean}`;
    out.write(`  texts  at most ${maxTokens} tokens${padded}${cleaned}\n`);
  }
  if (towers.image) {
    const { size, crop = size, resize } = towers.image.pixels;
    out.write(`  images ${crop}×${crop} pixels, ${resize === "squash" ? "squashed" : "cropped"}\n`);
  }
  out.write(`  scores ${scoringText(scoring)}\n`);
  if (wrong > 0) {
    throw new Error(wrong === 1 ? "One tower is wrong." : "Both towers are wrong.");
  }
}

function nameOf(graph: GraphSource): string {
  return graph.runtime === "engine"
    ? graph.endpoints.map(({ address, model }) => `${address}/${model}`).join(", ")
    : short(graph.file);
}

function faultOf(trial: Trial, expected: number | undefined): string | undefined {
  if ("fault" in trial) {
    return trial.fault;
  }
  if (trial.dimensions === expected) {
    return undefined;
  }
  return `it gives ${trial.dimensions} dimensions where ${expected} are expected`;
}

function textOf(trial: Trial): string {
  if ("fault" in trial) {
    return trial.fault;
  }
  const tokens = trial.tokens === undefined ? "" : `, ${trial.tokens} tokens`;
  return `ok, ${trial.dimensions} dimensions${tokens}, ${Math.round(trial.ms)} ms with loading`;
}

function dimensionsOf(trial: Trial | undefined): number | undefined {
  return trial && "dimensions" in trial ? trial.dimensions : undefined;
}

/** "onnx/text_model.onnx" of the absolute path. */
function short(file: string): string {
  return `${basename(dirname(file))}/${basename(file)}`;
}
