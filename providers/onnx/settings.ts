import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { availableMemory } from "../out-of-memory.ts";
import {
  type Conflict,
  flag,
  integer,
  list,
  secret,
  setting,
  url,
  type ValuesOf,
} from "../settings.ts";
import { engineConflicts, engineSettings } from "./engines/settings.ts";

export const onnxSettings = {
  HF_HOME: setting(
    z.string(),
    join(homedir(), ".cache", "huggingface"),
    "where weights are kept; shared with Python's huggingface_hub",
    "~/.cache/huggingface",
  ),
  HF_ENDPOINT: setting(url(), "https://huggingface.co", "Hugging Face hub, or a mirror"),
  HF_TOKEN: secret("access token for gated models"),
  HF_HUB_OFFLINE: setting(flag(), "false", "never download; use what is on disk"),
  MEMORY_BUDGET_MB: setting(
    integer(0),
    Math.floor((0.6 * availableMemory()) / (1024 * 1024)),
    "unload the least recently used models above this; 0 never unloads",
    "60 % of the memory of the machine or container",
  ),
  EXECUTION_PROVIDERS: setting(
    list(),
    "cpu",
    "onnxruntime's, best first, such as cuda,cpu; each has to work here",
  ),
  SESSION_THREADS: setting(
    integer(1),
    1,
    "passes of one model at once; each takes its part of the cores, and the model's memory again",
  ),
  ...engineSettings,
};

export type OnnxSettings = ValuesOf<typeof onnxSettings>;

/** Seen with WebGPU: it crashes where a second thread uses it. */
export function onnxConflicts(settings: OnnxSettings): Conflict[] {
  const other = settings.EXECUTION_PROVIDERS.find((name) => name !== "cpu");
  if (settings.SESSION_THREADS === 1 || other === undefined) {
    return engineConflicts(settings);
  }
  const message = `expected 1 beside ${other} (EXECUTION_PROVIDERS): more threads are for the CPU`;
  return [{ setting: "SESSION_THREADS", message }, ...engineConflicts(settings)];
}
