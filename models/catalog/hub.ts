import type { HubFile, HubFileSpec, HubPart, Weights } from "../model.ts";

/** Sizes in bytes and SHA-256 of the files of one repository at one revision, by path. */
export type Pins = Readonly<Record<string, readonly [size: number, sha256: string]>>;

export interface Export {
  readonly repo: string;
  readonly revision?: string;
  /** `_fp16`, `_quantized`; absent: full precision. */
  readonly suffix?: string;
  readonly pins?: Pins;
  /** Where the trained scale (and bias) are, where they are not published facts. */
  readonly scoringFrom?: HubFile;
}

/** A repository laid out as transformers.js wants it: two towers in `onnx/`, configs beside. */
export function transformersJs({
  repo,
  revision,
  suffix = "",
  pins,
  scoringFrom,
}: Export): Weights {
  const paths = [
    "config.json",
    "preprocessor_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    `onnx/text_model${suffix}.onnx`,
    `onnx/vision_model${suffix}.onnx`,
  ];
  return hub([part(repo, revision, paths, pins)], scoringFrom);
}

/** A repository of immich-app: one folder a tower. Its graphs take one input at a time. */
export function immich({ repo, revision, pins, scoringFrom }: Export): Weights {
  const paths = [
    "config.json",
    "textual/model.onnx",
    "textual/tokenizer.json",
    "textual/tokenizer_config.json",
    "visual/model.onnx",
    "visual/preprocess_cfg.json",
  ];
  return hub([part(repo, revision, paths, pins)], scoringFrom);
}

/**
 * A repository in the layout of the crate open_clip_inference: both graphs beside open_clip's own
 * description. Each names the file of its tensors; the trained scale is in model_config.json.
 */
export function openClipInference({ repo, revision, pins }: Export): Weights {
  const paths = [
    "open_clip_config.json",
    "model_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "text.onnx",
    "visual.onnx",
  ];
  return hub([part(repo, revision, paths, pins)]);
}

export function part(
  repo: string,
  revision: string | undefined,
  paths: readonly string[],
  pins: Pins = {},
): HubPart {
  return {
    repo,
    ...(revision && { revision }),
    files: paths.map((path) => spec(path, pins[path])),
  };
}

function hub(parts: readonly HubPart[], scoringFrom?: HubFile): Weights {
  return { from: "hub", parts, ...(scoringFrom && { scoringFrom }) };
}

function spec(path: string, pin?: readonly [number, string]): HubFileSpec {
  return { path, ...(pin && { size: pin[0], sha256: pin[1] }) };
}
