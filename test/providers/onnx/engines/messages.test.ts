import { join } from "node:path";
import protobuf from "protobufjs";
import { expect, it } from "vitest";
import { methods } from "../../../../providers/onnx/engines/grpc-messages.ts";

const proto = join(import.meta.dirname, "../../../servers/open-inference/inference.proto");
const root = protobuf.loadSync(proto);
const type = (name: string) => root.lookupType(`inference.${name}`);

it("sends requests that the public definition reads", () => {
  const request = {
    modelName: "m",
    inputs: [{ name: "x", datatype: "FP32", shape: [2, 3] }],
    outputs: [{ name: "y" }],
    rawInputContents: [Buffer.from([1, 2])],
  };
  const read = type("ModelInferRequest").decode(methods.ModelInfer.serialize(request));
  expect(type("ModelInferRequest").toObject(read, { longs: Number })).toEqual(request);
  const model = type("ModelReadyRequest").decode(methods.ModelReady.serialize({ name: "m" }));
  expect(model.toJSON()).toEqual({ name: "m" });
});

it("reads answers of the public definition", () => {
  const sent = (name: string, value: object) =>
    type(name).encode(type(name).fromObject(value)).finish();
  const contents = { fp32Contents: [1.5], fp64Contents: [0.1] };
  const tensor = { name: "y", datatype: "FP32", shape: [-1, 2 ** 40] };
  const infer = {
    modelName: "m",
    id: "1",
    outputs: [{ ...tensor, parameters: { a: { int64Param: 1 } }, contents }],
    rawOutputContents: [Buffer.from([1, 2])],
  };
  expect(methods.ModelInfer.deserialize(sent("ModelInferResponse", infer) as Buffer)).toEqual({
    outputs: [{ ...tensor, contents }],
    rawOutputContents: infer.rawOutputContents,
  });
  const metadata = { versions: ["1", "2"], platform: "p", inputs: [tensor], outputs: [tensor] };
  expect(
    methods.ModelMetadata.deserialize(sent("ModelMetadataResponse", metadata) as Buffer),
  ).toMatchObject(metadata);
  const config = { config: { name: "m", platform: "p", maxBatchSize: 8, backend: "b" } };
  expect(methods.ModelConfig.deserialize(sent("ModelConfigResponse", config) as Buffer)).toEqual({
    config: { maxBatchSize: 8 },
  });
  expect(methods.ServerReady.deserialize(sent("ServerReadyResponse", {}) as Buffer)).toEqual({
    ready: false,
  });
});
