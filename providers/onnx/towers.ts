import type { Scoring } from "../../models/model.ts";
import type { EngineEndpoint, EngineOptions } from "./engines/client.ts";

/**
 * What the files of a model directory say about how to run it. `layout/` reads it from disk;
 * the model's process runs it. Plain data: it crosses the process boundary.
 */
export interface Towers<Source extends GraphSource = GraphSource> {
  readonly text?: TextTower<Source>;
  readonly image?: ImageTower<Source>;
  /** Length of the vectors, where a config file states it. */
  readonly dimensions?: number;
  /** From `logit_scale` and `logit_bias` of config.json, or the family's default. */
  readonly scoring: Scoring;
}

/** A graph, and what runs it: a key of the table in `worker/runtimes.ts`. */
export type GraphSource = FileSource | EngineSource;

export interface FileSource {
  readonly runtime: "onnxruntime";
  /** Absolute path of the ONNX file. */
  readonly file: string;
}

/** A graph that inference engines run; each endpoint has the same weights. */
export interface EngineSource extends EngineOptions {
  readonly runtime: "engine";
  readonly endpoints: readonly (EngineEndpoint & {
    /** Its name there. */
    readonly model: string;
  })[];
  /** Of one call, retries on other endpoints included. */
  readonly timeoutMs: number;
}

export interface TextTower<Source extends GraphSource = GraphSource> {
  readonly graph: Source;
  /** Absolute path of tokenizer.json. */
  readonly tokenizer: string;
  readonly tokens: TokenSpec;
  readonly pooling?: Pooling;
}

export interface TokenSpec {
  /** Longest sequence the tower takes, with start and end tokens. */
  readonly maxTokens: number;
  /** Pad every text to this length; absent: pad to the longest of the pass. */
  readonly padTo?: number;
  readonly padId: number;
  /** What the reference does to a text before its tokenizer sees it. */
  readonly clean?: Cleaning;
  /** This id becomes 0 after tokenising: open_clip's `strip_sep_token`. */
  readonly zeroId?: number;
  /** Every text begins with the token of its language: their ids by FLORES-200's codes. */
  readonly languages?: Readonly<Record<string, number>>;
}

/**
 * `open_clip-*`: ftfy and HTML unescape, then what the suffix says (`get_clean_fn` of open_clip).
 * `siglip`: lower case, no ASCII punctuation, single spaces (transformers' SiglipTokenizer).
 * `lower`: lower case only (SigLIP 2).
 */
export type Cleaning =
  | "open_clip-lower"
  | "open_clip-whitespace"
  | "open_clip-canonicalize"
  | "siglip"
  | "lower";

/** For graphs that end in one vector a token: one vector a text, then a dense layer if any. */
export interface Pooling {
  /** `mean`: over the tokens of the attention mask. `first`: the vector of the first token. */
  readonly kind: "mean" | "first";
  /** Absolute path of a safetensors file with `linear.weight` (and `linear.bias`). */
  readonly dense?: string;
}

export interface ImageTower<Source extends GraphSource = GraphSource> {
  readonly graph: Source;
  readonly pixels: PixelSpec;
}

/** From an encoded image to the numbers of the tower's input, [3, height, width]. */
export interface PixelSpec {
  /**
   * What becomes of transparency: `white` lays the image on white, as transformers does from 5.21
   * on. `drop`: open_clip and OpenAI's own code weigh colours by it as they scale, and drop it.
   */
  readonly alpha: "white" | "drop";
  /** `shortest`: the shorter side becomes `size`; `squash`: both sides do. Antialiased. */
  readonly resize: "shortest" | "squash";
  /** Absent: bicubic. */
  readonly interpolation?: Interpolation;
  readonly size: number;
  /** Side of the centre crop; absent where the resize already gives the final square. */
  readonly crop?: number;
  /**
   * How the centre is found when the margin is an odd number of pixels: `down` is transformers
   * (the default); `even`, to the even number, is torchvision, open_clip and OpenAI's own code.
   */
  readonly cropRounding?: "down" | "even";
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

export type Interpolation = "bicubic" | "bilinear";
