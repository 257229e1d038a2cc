import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import protobuf from "protobufjs";
import { packageRoot } from "../../../providers/package-root.ts";
import type { Engine } from "./engine.ts";
import { Refusal } from "./rules.ts";
import { fromNumbers, type TensorSpec, type WireTensor } from "./tensors.ts";

export interface GrpcOptions {
  /** Triton's ModelConfig. */
  readonly config?: boolean;
  /** Calls without this `authorization` are refused. */
  readonly authorization?: string;
}

// Compiled code has no copy of it.
const proto = join(packageRoot(), "test/servers/open-inference/inference.proto");
const root = new protobuf.Root().loadSync(proto, { keepCase: true });
const service = root.lookupService("inference.GRPCInferenceService");

const codes: Readonly<Record<number, grpc.status>> = {
  400: grpc.status.INVALID_ARGUMENT,
  401: grpc.status.UNAUTHENTICATED,
  404: grpc.status.NOT_FOUND,
  429: grpc.status.RESOURCE_EXHAUSTED,
  500: grpc.status.INTERNAL,
  501: grpc.status.UNIMPLEMENTED,
  502: grpc.status.UNAVAILABLE,
  503: grpc.status.UNAVAILABLE,
  504: grpc.status.DEADLINE_EXCEEDED,
};

/** Is no message of any type when it arrives. */
const garbage = {};

type Fields = Record<string, unknown>;
type Call = grpc.ServerUnaryCall<Fields, Fields>;

/** The gRPC form. @param cut ends the connections that are there */
export function addGrpc(
  server: grpc.Server,
  engine: Engine,
  { config = true, authorization }: GrpcOptions,
  cut: () => void,
): void {
  const methods: Record<string, (call: Call) => Promise<Fields> | Fields> = {
    ServerLive: () => ({ live: true }),
    ServerReady: () => ({ ready: engine.ready }),
    ModelReady: ({ request }) => ({
      ready: engine.ready && engine.models.has(String(request.name)),
    }),
    ModelMetadata({ request }) {
      const name = String(request.name);
      const { inputs, outputs, platform = "test" } = engine.model(name);
      return { name, versions: ["1"], platform, inputs, outputs };
    },
    ModelConfig({ request }) {
      const name = String(request.name);
      const { maxBatchSize = 0, platform = "" } = engine.model(name);
      return { config: { name, platform, max_batch_size: maxBatchSize } };
    },
    ModelInfer: infer,
  };
  if (!config) {
    delete methods.ModelConfig;
  }

  async function infer(call: Call): Promise<Fields> {
    const fault = engine.faults.next();
    if (fault === "hang") {
      engine.faults.emit("hanging");
      return new Promise(() => {});
    }
    if (fault === "drop") {
      cut();
      return new Promise(() => {});
    }
    const { model_name: model, outputs = [] } = call.request as {
      model_name: string;
      outputs?: readonly TensorSpec[];
    };
    const answered = await engine.infer(
      { model, inputs: inputsOf(call.request), outputs: outputs.map(({ name }) => name) },
      fault,
    );
    if (fault === "garbage") {
      return garbage;
    }
    return {
      model_name: model,
      model_version: "1",
      outputs: answered.map(({ name, datatype, shape }) => ({ name, datatype, shape })),
      raw_output_contents: answered.map(({ bytes }) => bytes),
    };
  }

  const definition: Record<string, grpc.MethodDefinition<Fields, Fields>> = {};
  const handlers: Record<string, grpc.handleUnaryCall<Fields, Fields>> = {};
  for (const [name, method] of Object.entries(methods)) {
    definition[name] = methodOf(name);
    handlers[name] = (call, callback) => {
      const { counts, faults } = engine;
      const counted = name === "ModelInfer";
      let over = false;
      const end = () => {
        if (counted && !over) {
          counts.now--;
        }
        over = true;
      };
      if (counted) {
        counts.requests++;
        counts.most = Math.max(counts.most, ++counts.now);
      }
      call.on("cancelled", () => {
        end();
        faults.emit("cancelled");
      });
      if (authorization && call.metadata.get("authorization")[0] !== authorization) {
        end();
        return callback({ code: grpc.status.UNAUTHENTICATED, details: "not allowed" });
      }
      Promise.resolve()
        .then(() => method(call))
        .then(
          (answer) => (end(), callback(null, answer)),
          (error: Error) => {
            end();
            const status = error instanceof Refusal ? error.status : 500;
            callback({ code: codes[status] ?? grpc.status.UNKNOWN, details: error.message });
          },
        );
    };
  }
  server.addService(definition, handlers);
}

function methodOf(name: string): grpc.MethodDefinition<Fields, Fields> {
  const method = service.methods[name]!.resolve() as protobuf.Method;
  const [request, response] = [method.resolvedRequestType!, method.resolvedResponseType!];
  const serialize = (type: protobuf.Type) => (message: Fields) =>
    message === garbage
      ? Buffer.from('{"outputs":[')
      : Buffer.from(type.encode(type.fromObject(message)).finish());
  const deserialize = (type: protobuf.Type) => (bytes: Buffer) =>
    type.toObject(type.decode(bytes), { longs: Number, arrays: true });
  return {
    path: `/inference.GRPCInferenceService/${name}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: serialize(request),
    requestDeserialize: deserialize(request),
    responseSerialize: serialize(response),
    responseDeserialize: deserialize(response),
  };
}

/** Either raw contents, one for each input, or each input's own. */
function inputsOf(request: Fields): WireTensor[] {
  const { inputs = [], raw_input_contents: raw = [] } = request as {
    inputs?: readonly (TensorSpec & { contents?: Record<string, readonly number[]> })[];
    raw_input_contents?: readonly Uint8Array[];
  };
  if (raw.length > 0 && raw.length !== inputs.length) {
    throw new Refusal(400, `expected ${inputs.length} raw inputs, got ${raw.length}`);
  }
  return inputs.map(({ name, datatype, shape, contents }, i) => {
    if (raw.length > 0 && contents) {
      throw new Refusal(400, `input '${name}' has contents and raw contents`);
    }
    const field = { FP32: "fp32_contents", INT64: "int64_contents", INT32: "int_contents" }[
      datatype
    ];
    const bytes = raw[i] ?? fromNumbers(datatype, contents?.[field!] ?? []);
    return { name, datatype, shape, bytes };
  });
}
