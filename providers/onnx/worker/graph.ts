import type { GraphSource } from "../towers.ts";

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
  run(feeds: Feeds, output: string): Promise<Output>;
}

/** @throws GatewayError MODEL_UNAVAILABLE where the graph cannot be loaded */
export type OpenGraph = (source: GraphSource) => Promise<Graph>;
