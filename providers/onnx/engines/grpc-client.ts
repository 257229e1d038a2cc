import { Client, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { asError } from "../../../models/errors.ts";
import { type AnsweredTensor, mostAnswerBytes, rowsOf, toOutput } from "./answer.ts";
import { type EngineClient, type EngineEndpoint, EngineFailure } from "./client.ts";
import type { ClientOptions } from "./client.ts";
import { toModel } from "./description.ts";
import { type GrpcTensor, type Method, methods } from "./grpc-messages.ts";
import { isFull } from "./errors.ts";
import { bytesOf, datatypeOf } from "./tensors.ts";

/** The gRPC form of the protocol, with raw tensors. */
export function createGrpcClient(
  { address, tls }: EngineEndpoint,
  { headers, ca }: ClientOptions,
): EngineClient {
  const trust = tls ? credentials.createSsl(ca) : credentials.createInsecure();
  const client = new Client(address, trust, channelOptions);
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) {
    metadata.set(name, value);
  }

  function call<Request, Answer>(
    { path, serialize, deserialize }: Method<Request, Answer>,
    request: Request,
    signal: AbortSignal,
  ): Promise<Answer> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const running = client.makeUnaryRequest(
        path,
        serialize,
        deserialize,
        request,
        metadata,
        (error, answer) => {
          signal.removeEventListener("abort", cancel);
          if (signal.aborted) {
            reject(signal.reason);
          } else if (error) {
            reject(toFailure(error));
          } else {
            resolve(answer!);
          }
        },
      );
      const cancel = () => running.cancel();
      signal.addEventListener("abort", cancel);
    });
  }

  return {
    async ready(model, signal) {
      if (!(await call(methods.ServerReady, {}, signal)).ready) {
        throw new EngineFailure("down", "The server is not ready.");
      }
      if (!(await call(methods.ModelReady, { name: model }, signal)).ready) {
        throw new EngineFailure("down", `Its model ${model} is not ready.`);
      }
    },

    async describe(model, signal) {
      const metadata = await call(methods.ModelMetadata, { name: model }, signal);
      const config = await call(methods.ModelConfig, { name: model }, signal).catch(
        (error: unknown) => {
          const { cause } = asError(error) as { cause?: Partial<ServiceError> };
          if (cause?.code === status.UNIMPLEMENTED) {
            return undefined;
          }
          throw error;
        },
      );
      return toModel(metadata, config?.config?.maxBatchSize);
    },

    async infer(model, feeds, output, signal) {
      const startedAt = performance.now();
      const answer = await call(
        methods.ModelInfer,
        {
          modelName: model,
          inputs: Object.entries(feeds).map(([name, { data, dims }]) => ({
            name,
            datatype: datatypeOf(data),
            shape: dims,
          })),
          outputs: [{ name: output }],
          rawInputContents: Object.values(feeds).map(({ data }) => bytesOf(data)),
        },
        signal,
      );
      const ms = performance.now() - startedAt;
      const raw = answer.rawOutputContents;
      const answered = answer.outputs.map((tensor, i) => toAnswered(tensor, raw[i]));
      return { ...toOutput(answered, output, rowsOf(feeds)), ms };
    },

    close: () => client.close(),
  };
}

/**
 * Requests of any size; no proxy, like the REST form; a name with several addresses is spread over all
 * of them; a server that was away is found within half a second, and one that has gone without a word
 * while it was called is noticed by a ping. Retries are ours, elsewhere.
 */
const channelOptions = {
  "grpc.max_receive_message_length": mostAnswerBytes,
  "grpc.max_send_message_length": -1,
  "grpc.enable_http_proxy": 0,
  "grpc.enable_retries": 0,
  "grpc.service_config": JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
  "grpc.initial_reconnect_backoff_ms": 100,
  "grpc.max_reconnect_backoff_ms": 500,
  "grpc.keepalive_time_ms": 20_000,
  "grpc.keepalive_timeout_ms": 5000,
  "grpc.use_local_subchannel_pool": 1,
};

/** A server that has no raw form answers numbers, in the field of their type. */
function toAnswered({ contents, ...tensor }: GrpcTensor, bytes?: Buffer): AnsweredTensor {
  const numbers = tensor.datatype === "FP64" ? contents?.fp64Contents : contents?.fp32Contents;
  return bytes || !numbers ? { ...tensor, bytes } : { ...tensor, numbers };
}

function toFailure(error: ServiceError): EngineFailure {
  const message = `${status[error.code]}: ${error.details.slice(0, 300)}`;
  return new EngineFailure(kindOf(error), message, { cause: error });
}

function kindOf({ code, details }: ServiceError): EngineFailure["kind"] {
  if (code === status.RESOURCE_EXHAUSTED) {
    // A message over a limit of its size will not become smaller.
    return /larger than max/i.test(details) ? "refused" : "full";
  }
  if (code === status.UNAVAILABLE || code === status.NOT_FOUND) {
    return isFull(details) ? "full" : "down";
  }
  if (/message parsing error/.test(details)) {
    return "malformed";
  }
  return retryable.has(code) ? "failed" : "refused";
}

const retryable: ReadonlySet<status> = new Set([
  status.ABORTED,
  status.CANCELLED,
  status.DATA_LOSS,
  status.DEADLINE_EXCEEDED,
  status.INTERNAL,
  status.UNKNOWN,
]);
