import protobuf from "protobufjs/light.js";

/**
 * What we send and read of the protocol's messages, with the field numbers of its public definition
 * (open_inference_grpc.proto) and of Triton's model_config.proto. A test holds them against it.
 */
const string = (id: number) => ({ type: "string", id });
const message = (type: string, id: number) => ({ type, id });
const many = (field: { type: string; id: number }) => ({ ...field, rule: "repeated" });
const named = { fields: { name: string(1) } };
const ready = { fields: { ready: { type: "bool", id: 1 } } };
const tensor = { name: string(1), datatype: string(2), shape: many(message("int64", 3)) };

const { nested } = protobuf.Root.fromJSON({
  nested: {
    Nothing: { fields: {} },
    Model: named,
    Ready: ready,
    Tensor: { fields: { ...tensor, contents: message("Contents", 5) } },
    Contents: {
      fields: {
        fp32Contents: many({ type: "float", id: 6 }),
        fp64Contents: many({ type: "double", id: 7 }),
      },
    },
    Metadata: {
      fields: {
        versions: many(string(2)),
        platform: string(3),
        inputs: many(message("Tensor", 4)),
        outputs: many(message("Tensor", 5)),
      },
    },
    ConfigAnswer: { fields: { config: message("Config", 1) } },
    Config: { fields: { maxBatchSize: { type: "int32", id: 4 } } },
    InferRequest: {
      fields: {
        modelName: string(1),
        inputs: many(message("Tensor", 5)),
        outputs: many(message("Model", 6)),
        rawInputContents: many({ type: "bytes", id: 7 }),
      },
    },
    InferAnswer: {
      fields: {
        outputs: many(message("Tensor", 5)),
        rawOutputContents: many({ type: "bytes", id: 6 }),
      },
    },
  },
});
const types = nested as Record<string, protobuf.Type>;

export interface GrpcTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly contents?: {
    readonly fp32Contents: readonly number[];
    readonly fp64Contents: readonly number[];
  };
}

/** A method of the service `inference.GRPCInferenceService`. */
export interface Method<Request, Answer> {
  readonly path: string;
  serialize(request: Request): Buffer;
  deserialize(bytes: Buffer): Answer;
}

function method<Request extends object, Answer>(
  name: string,
  request: string,
  answer: string,
): Method<Request, Answer> {
  const [sent, received] = [types[request]!, types[answer]!];
  return {
    path: `/inference.GRPCInferenceService/${name}`,
    serialize: (message) => sent.encode(message).finish() as Buffer,
    deserialize: (bytes) =>
      received.toObject(received.decode(bytes), { longs: Number, defaults: true }) as Answer,
  };
}

export const methods = {
  ServerReady: method<object, { ready: boolean }>("ServerReady", "Nothing", "Ready"),
  ModelReady: method<{ name: string }, { ready: boolean }>("ModelReady", "Model", "Ready"),
  ModelMetadata: method<
    { name: string },
    { versions: string[]; platform: string; inputs: GrpcTensor[]; outputs: GrpcTensor[] }
  >("ModelMetadata", "Model", "Metadata"),
  /** Triton's own. */
  ModelConfig: method<{ name: string }, { config?: { maxBatchSize: number } | null }>(
    "ModelConfig",
    "Model",
    "ConfigAnswer",
  ),
  ModelInfer: method<
    {
      modelName: string;
      inputs: GrpcTensor[];
      outputs: { name: string }[];
      rawInputContents: Buffer[];
    },
    { outputs: GrpcTensor[]; rawOutputContents: Buffer[] }
  >("ModelInfer", "InferRequest", "InferAnswer"),
};
