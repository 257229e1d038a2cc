import { setMaxListeners } from "node:events";
import { createEngineClient } from "../../../../providers/onnx/engines/connect.ts";
import type { EngineClient, EngineOptions } from "../../../../providers/onnx/engines/client.ts";
import type { EngineSource } from "../../../../providers/onnx/towers.ts";
import { startEngine } from "../../../../providers/onnx/worker/engine.ts";
import type { Feeds } from "../../../../providers/onnx/worker/graph.ts";
import type { OpenInferenceServer, ServedModel } from "../../../servers/open-inference/index.ts";

export const protocols = ["http", "grpc"] as const;
export type Protocol = (typeof protocols)[number];

/** One input `x` of any number of rows of 3, whose sum and first value are the output `y`. */
export const sums: ServedModel = {
  inputs: [{ name: "x", datatype: "FP32", shape: [-1, 3] }],
  outputs: [{ name: "y", datatype: "FP32", shape: [-1, 2] }],
  async run({ x }) {
    const { data, dims } = x!;
    const values = Float32Array.from({ length: dims[0]! * 2 }, (_, i) => {
      const row = (data as Float32Array).subarray((i >> 1) * 3, (i >> 1) * 3 + 3);
      return i % 2 === 0 ? row[0]! + row[1]! + row[2]! : row[0]!;
    });
    return { y: { data: values, dims: [dims[0]!, 2] } };
  },
};

/** Rows whose numbers tell which they are. */
export function rowsFrom(first: number, rows: number): Feeds {
  const data = Float32Array.from({ length: rows * 3 }, (_, i) => first + Math.floor(i / 3));
  return { x: { data, dims: [rows, 3] } };
}

export function answerFrom(first: number, rows: number): number[] {
  return Array.from({ length: rows }, (_, i) => [3 * (first + i), first + i]).flat();
}

export const never = new AbortController().signal;
setMaxListeners(0, never);

export function clientOf(
  protocol: Protocol,
  address: string,
  options: Partial<EngineOptions> & { tls?: boolean } = {},
): EngineClient {
  const { tls = false, headers = {}, ...rest } = options;
  return createEngineClient({ protocol, tls, address }, { headers, ...rest });
}

/** A graph at the model `m` of these endpoints. */
export function sourceOf(
  endpoints: readonly (readonly [Protocol, OpenInferenceServer])[],
  more: Partial<EngineSource> = {},
): EngineSource {
  return {
    runtime: "engine",
    headers: {},
    timeoutMs: 5000,
    endpoints: endpoints.map(([protocol, server]) => ({
      protocol,
      tls: false,
      address: server[protocol],
      model: "m",
    })),
    ...more,
  };
}

/** What a model's process is told, and whom it tells of calls, does not matter here. */
const unused = [{ towers: {}, maxPixels: 0, executionProviders: [] }, () => {}];
const openGraph = startEngine(...(unused as unknown as Parameters<typeof startEngine>));

export const openAt = (...source: Parameters<typeof sourceOf>) =>
  openGraph(sourceOf(...source), () => {});
