import type { PredictionServiceClient, protos } from "@google-cloud/aiplatform";
import type { CallOptions, CancellablePromise } from "google-gax";
import type { Model } from "../../models/model.ts";
import type { Deadline } from "../resilience/deadline.ts";
import { nameAtService } from "../cloud/inputs.ts";
import { malformed } from "../cloud/rows.ts";
import type { Access } from "./access.ts";
import type { Connection } from "./connect.ts";

/** One of the three; the service takes a single instance a request. */
export type Instance =
  | { readonly text: string }
  | { readonly image: { readonly bytesBase64Encoded: string; readonly mimeType: string } }
  | { readonly video: VideoInstance };

export interface VideoInstance {
  readonly bytesBase64Encoded?: string;
  readonly gcsUri?: string;
  readonly videoSegmentConfig: {
    readonly startOffsetSec: number;
    readonly endOffsetSec?: number;
    readonly intervalSec: number;
  };
}

/** As the service answers; nothing of it is certain. */
export interface Prediction {
  readonly textEmbedding?: readonly number[];
  readonly imageEmbedding?: readonly number[];
  readonly videoEmbeddings?: readonly {
    readonly startOffsetSec?: number;
    readonly endOffsetSec?: number;
    readonly embedding?: readonly number[];
  }[];
}

/**
 * One call of multimodalembedding@001:
 * https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/multimodal-embeddings-api
 *
 * @param dimension left out for video, whose vectors have always 1408 numbers
 * @throws GatewayError PROVIDER_FAILED for an answer of the wrong shape; what the SDK throws
 */
export async function predict(
  { client, values }: Connection,
  { project, location }: Access,
  model: Model,
  instance: Instance,
  { dimension, deadline }: { dimension?: number; deadline: Deadline },
): Promise<Prediction> {
  const publisher = `projects/${project}/locations/${location}/publishers/google`;
  const request = {
    endpoint: `${publisher}/models/${nameAtService(model)}`,
    instances: [values.toValue(instance)!],
    ...(dimension !== undefined && { parameters: values.toValue({ dimension })! }),
  };
  const [{ predictions }] = await callPredict(client, request, deadline);
  const [prediction] = predictions ?? [];
  if (!prediction || predictions!.length !== 1) {
    throw malformed("Vertex AI", `${predictions?.length ?? 0} predictions for 1 instance`);
  }
  return values.fromValue(prediction as Parameters<typeof values.fromValue>[0]) as Prediction;
}

/**
 * What `client.predict` calls in the end. That itself cannot be cancelled, and takes 200 ms of the
 * event loop to parse the SDK's protos again for each error that has details, as quota errors have.
 */
async function callPredict(
  client: PredictionServiceClient,
  request: protos.google.cloud.aiplatform.v1.IPredictRequest,
  { signal, left }: Deadline,
): Promise<[protos.google.cloud.aiplatform.v1.IPredictResponse]> {
  const call = client.innerApiCalls.predict as (
    ...parameters: [typeof request, CallOptions]
  ) => CancellablePromise<[protos.google.cloud.aiplatform.v1.IPredictResponse]>;
  const routing = `endpoint=${encodeURIComponent(request.endpoint!)}`;
  const reply = call(request, {
    timeout: Math.max(1, left()),
    retry: null,
    otherArgs: { headers: { "x-goog-request-params": routing } },
  });
  const cancel = () => reply.cancel();
  signal.addEventListener("abort", cancel);
  try {
    return await reply;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}
