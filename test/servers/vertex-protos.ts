import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { helpers } from "@google-cloud/aiplatform";
import { GoogleProtoFilesRoot, GrpcClient, grpc } from "google-gax";
import type { Instance, PredictBody } from "./vertex-rules.ts";

/** The definition of Predict, from the protos that ship with the SDK. */
export function predictMethod() {
  const main = createRequire(import.meta.url).resolve("@google-cloud/aiplatform");
  const protos = join(dirname(main), "..", "protos");
  const file = "google/cloud/aiplatform/v1/prediction_service.proto";
  const loaded = new GrpcClient().loadProto(protos, file);
  type Tree = { google: { cloud: { aiplatform: { v1: { PredictionService: Service } } } } };
  type Service = { service: { Predict: grpc.MethodDefinition<object, object> } };
  return (loaded as unknown as Tree).google.cloud.aiplatform.v1.PredictionService.service.Predict;
}

/** A request without the wrappers of protobuf's Value. */
export function plain(request: Record<string, unknown>): PredictBody {
  type Value = Parameters<typeof helpers.fromValue>[0];
  return {
    endpoint: String(request.endpoint),
    instances: (request.instances as Value[]).map((value) => helpers.fromValue(value) as Instance),
    parameters: (request.parameters
      ? helpers.fromValue(request.parameters as Value)
      : undefined) as PredictBody["parameters"],
  };
}

/** A google.rpc.Status with a RetryInfo, as Google sends it behind an answer. */
export function retryInfo(seconds: string): grpc.Metadata {
  const root = new GoogleProtoFilesRoot();
  root.loadSync(["google/rpc/status.proto", "google/rpc/error_details.proto"]);
  const info = root.lookupType("google.rpc.RetryInfo");
  const value = info.encode({ retryDelay: { seconds: Number(seconds) } }).finish();
  const status = root.lookupType("google.rpc.Status").encode({
    code: grpc.status.RESOURCE_EXHAUSTED,
    details: [{ type_url: "type.googleapis.com/google.rpc.RetryInfo", value }],
  });
  const metadata = new grpc.Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(status.finish()));
  return metadata;
}
