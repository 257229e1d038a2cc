import { GatewayError } from "../../../models/errors.ts";
import type { GraphSource, Pooling } from "../towers.ts";

export type TensorData = Float32Array | Int32Array | BigInt64Array;
export type Feeds = Record<string, { readonly data: TensorData; readonly dims: readonly number[] }>;

export interface GraphInfo {
  /** A number in a shape is fixed by the graph, a string is not. */
  readonly inputs: readonly { name: string; type: string; shape: readonly (number | string)[] }[];
  readonly outputs: readonly string[];
}

export interface Output {
  readonly data: Float32Array;
  readonly dims: readonly number[];
  /** Of the pass alone, without waiting for others. */
  readonly ms: number;
}

/** An opened graph, whatever runs it. Feeds are given away: their buffers are empty afterwards. */
export interface Graph extends GraphInfo {
  /** What a run of the graph costs beside its tokens, in tokens. */
  readonly runCost: number;
  /** Texts are padded to a multiple of so many tokens: runs of the same shape can be joined there. */
  readonly widthStep?: number;
  /** Told in traces, where it is not this process that runs it. */
  readonly runBy?: "engine";
  run(feeds: Feeds, output: string): Promise<Output>;
}

/** How many nodes of a graph each execution provider ran, by names such as CPUExecutionProvider. */
export type NodesRun = Readonly<Record<string, number>>;

/**
 * `onFirstPass` is called at most once, where more than the CPU may run the graph.
 *
 * @throws GatewayError MODEL_UNAVAILABLE where the graph cannot be loaded
 */
export type OpenGraph<Runtime extends GraphSource["runtime"] = GraphSource["runtime"]> = (
  source: Extract<GraphSource, { runtime: Runtime }>,
  onFirstPass: (nodes: NodesRun) => void,
) => Promise<Graph>;

/**
 * Which output of a graph holds the embedding. `perToken`: it holds one vector a token, which
 * still has to be pooled; a tower with `pooling` prefers it to a pooled state of another kind.
 * Falls back to a graph's only output.
 *
 * @throws GatewayError MODEL_UNAVAILABLE naming the outputs there are
 */
export function chooseOutput(
  outputNames: readonly string[],
  tower: "text" | "image",
  pooling?: Pooling,
): { name: string; perToken: boolean } {
  const joint = [...(tower === "text" ? text : image), ...either];
  const wanted = pooling ? joint : [...joint, pooled];
  const name = wanted.find((candidate) => outputNames.includes(candidate));
  if (name) {
    return { name, perToken: false };
  }
  const hidden = perToken.find((candidate) => outputNames.includes(candidate));
  if (hidden) {
    return { name: hidden, perToken: true };
  }
  const [only, ...others] = outputNames;
  if (only !== undefined && others.length === 0) {
    return { name: only, perToken: false };
  }
  throw new GatewayError(
    "MODEL_UNAVAILABLE",
    `The ${tower} graph has the outputs ${outputNames.join(", ") || "(none)"}: ` +
      `expected one of ${[...wanted, ...perToken].join(", ")}`,
    { retryable: false },
  );
}

// In order of preference: projected embeddings before the pooled state they are made from.
const text = ["text_embeds", "text_embedding", "text_features"];
const image = ["image_embeds", "image_embedding", "image_features"];
const either = ["sentence_embedding", "embedding", "embeddings"];
const pooled = "pooler_output";
const perToken = ["last_hidden_state", "token_embeddings", "hidden_states"];
