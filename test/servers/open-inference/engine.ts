import { createFaults, type Faults } from "../faults.ts";
import { type ServedModel, rowsOf } from "./models.ts";
import { checked, Refusal, type InferRequest } from "./rules.ts";
import { toBytes, type WireTensor } from "./tensors.ts";

/**
 * How a call goes wrong. `hang` never answers; `drop` cuts the connection; `status` is one of HTTP, and
 * over gRPC the code that stands for it.
 */
export type EngineFault =
  | "hang"
  | "drop"
  | "garbage"
  | "no output"
  | "wrong name"
  | "wrong shape"
  | "wrong rows"
  | "wrong datatype"
  | "wrong length"
  | "not a number"
  | { readonly delay: () => Promise<unknown> }
  | { readonly status: number; readonly message?: string; readonly retryAfter?: string };

export interface Counts {
  /** Calls of inference, refused ones included. */
  requests: number;
  /** Of calls that were answered. */
  rows: number;
  /** Runs of batched models, where `batched` tells of them. */
  runs: number;
  /** Calls in flight, and the most that there were at once. */
  now: number;
  most: number;
  /** Calls that the rules refused. */
  refused: string[];
}

/** What both wires have in common: models, rules, faults, counts. */
export interface Engine {
  readonly models: Map<string, ServedModel>;
  readonly faults: Faults<EngineFault>;
  readonly counts: Counts;
  /** Answers whether it is ready; models are so while the server is. */
  ready: boolean;
  /** @throws Refusal 404 */
  model(name: string): ServedModel;
  /** @throws Refusal */
  infer(request: InferRequest, fault: EngineFault | undefined): Promise<readonly WireTensor[]>;
}

export function createEngine(models: Readonly<Record<string, ServedModel>>): Engine {
  const counts: Counts = { requests: 0, rows: 0, runs: 0, now: 0, most: 0, refused: [] };
  const engine: Engine = {
    models: new Map(Object.entries(models)),
    faults: createFaults<EngineFault>(),
    counts,
    ready: true,
    model(name) {
      const model = engine.models.get(name);
      if (!model) {
        throw new Refusal(404, `Request for unknown model: '${name}' is not found`);
      }
      return model;
    },
    async infer(request, fault) {
      if (!engine.ready) {
        throw new Refusal(503, "Server not ready");
      }
      if (typeof fault === "object" && "status" in fault) {
        throw new Refusal(fault.status, fault.message ?? "told to fail");
      }
      if (typeof fault === "object") {
        await fault.delay();
      }
      const model = engine.model(request.model);
      try {
        const inputs = checked(request, model);
        const outputs = await model.run(inputs);
        counts.rows += rowsOf(inputs);
        const wanted = request.outputs.length > 0 ? request.outputs : Object.keys(outputs);
        return wanted.flatMap((name) => {
          const { data, dims } = outputs[name]!;
          const { datatype } = model.outputs.find((spec) => spec.name === name)!;
          return distorted({ name, datatype, shape: dims, bytes: toBytes({ data }) }, fault);
        });
      } catch (error) {
        if (error instanceof Refusal) {
          counts.refused.push(error.message);
          throw error;
        }
        throw new Refusal(500, String(error));
      }
    },
  };
  return engine;
}

function distorted(output: WireTensor, fault: EngineFault | undefined): readonly WireTensor[] {
  const { name, shape, bytes } = output;
  switch (fault) {
    case "no output":
      return [];
    case "wrong name":
      return [{ ...output, name: `${name}_2` }];
    case "wrong shape":
      return [{ ...output, shape: [...shape.slice(0, -1), shape.at(-1)! + 1] }];
    case "wrong rows":
      return [
        {
          ...output,
          shape: [shape[0]! + 1, ...shape.slice(1)],
          bytes: Buffer.concat([bytes, bytes.subarray(0, bytes.length / shape[0]!)]),
        },
      ];
    case "wrong datatype":
      return [{ ...output, datatype: "INT32" }];
    case "wrong length":
      return [{ ...output, bytes: bytes.subarray(0, bytes.length - 1) }];
    case "not a number":
      return [{ ...output, bytes: new Uint8Array(bytes.length).fill(0xff) }];
    default:
      return [output];
  }
}
