import { AsyncResource } from "node:async_hooks";
import type { PredictionServiceClient, protos } from "@google-cloud/aiplatform";
import { bulkhead } from "cockatiel";
import type { CallOptions, CancellablePromise } from "google-gax";
import type { Model } from "../../models/model.ts";
import { malformed } from "../cloud/errors.ts";
import type { Access } from "../cloud/google-access.ts";
import { createQuota } from "../cloud/quota.ts";
import { nameAtService, type Service } from "../cloud/service.ts";
import type { ProviderContext } from "../provider.ts";
import type { Deadline } from "../resilience/deadline.ts";
import { connect, type Sdk } from "./connect.ts";
import { explain, type Kind } from "./errors.ts";
import type { VertexSettings } from "./settings.ts";

/**
 * multimodalembedding@001:
 * https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/multimodal-embeddings-api
 */
export interface Client {
  /**
   * Sends one request, which takes a single instance.
   *
   * @throws GatewayError as `Service.send`; PROVIDER_FAILED for an answer of the wrong shape;
   *   MODEL_UNAVAILABLE when the credentials do not work
   */
  predict(model: Model, instance: Instance, options: PredictOptions): Promise<Prediction>;
  close(): Promise<void>;
}

export interface PredictOptions {
  readonly access: Access;
  /** Left out for video, whose vectors always have 1408 numbers. */
  readonly dimension?: number;
  readonly deadline: Deadline;
}

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

type Headers = Readonly<Record<string, string>>;

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

/** Requests in flight at once; at 0.2 s a request they use up the largest quota. */
export const maxRequests = 8;

/** The SDK is loaded by the first request. */
export function createClient(
  { settings, openBucket }: ProviderContext<VertexSettings>,
  service: Service,
): Client {
  const quota = createQuota(
    settings.VERTEX_REQUESTS_PER_MINUTE,
    "VERTEX_REQUESTS_PER_MINUTE",
    openBucket,
  );
  const slots = bulkhead(maxRequests, Infinity);
  let sdk: Promise<Sdk> | undefined;

  function load(access: Access): Promise<Sdk> {
    return (sdk ??= connect(access, settings.GOOGLE_APPLICATION_CREDENTIALS).catch((error) => {
      sdk = undefined;
      throw error;
    }));
  }

  return {
    predict: (model, instance, options) =>
      // Without the signal: an aborted call in cockatiel's queue leaves the next ones waiting. Bound,
      // or a call that waited would run in the context of the one that made room for it.
      slots.execute(
        AsyncResource.bind(() => {
          options.deadline.signal.throwIfAborted();
          return service.send({
            model,
            inputs: 1,
            quota,
            deadline: options.deadline,
            server: { address: options.access.host, port: options.access.port },
            attempt: async (_signal, headers) =>
              request(await load(options.access), model, instance, { ...options, headers }),
            explain: (failure) => explain(failure, kindOf(instance), textOf(instance)),
          });
        }),
      ),

    async close() {
      const loaded = await sdk?.catch(() => undefined);
      sdk = undefined;
      await loaded?.client.close();
    },
  };
}

function kindOf(instance: Instance): Kind {
  return "text" in instance ? "text" : "image" in instance ? "image" : "video";
}

const textOf = (instance: Instance) => ("text" in instance ? instance.text : undefined);

async function request(
  { client, values }: Sdk,
  model: Model,
  instance: Instance,
  options: PredictOptions & { readonly headers: Headers },
): Promise<Prediction> {
  const { access, dimension, deadline, headers } = options;
  const { project, location } = access;
  const publisher = `projects/${project}/locations/${location}/publishers/google`;
  const body = {
    endpoint: `${publisher}/models/${nameAtService(model)}`,
    instances: [values.toValue(instance)!],
    ...(dimension !== undefined && { parameters: values.toValue({ dimension })! }),
  };
  const [{ predictions }] = await callPredict(client, body, deadline, headers);
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
  headers: Headers,
): Promise<[protos.google.cloud.aiplatform.v1.IPredictResponse]> {
  const call = client.innerApiCalls.predict as (
    ...parameters: [typeof request, CallOptions]
  ) => CancellablePromise<[protos.google.cloud.aiplatform.v1.IPredictResponse]>;
  const routing = `endpoint=${encodeURIComponent(request.endpoint!)}`;
  const reply = call(request, {
    timeout: Math.max(1, left()),
    retry: null,
    otherArgs: { headers: { ...headers, "x-goog-request-params": routing } },
  });
  const cancel = () => reply.cancel();
  signal.addEventListener("abort", cancel);
  try {
    return await reply;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}
