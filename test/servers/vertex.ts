import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { helpers } from "@google-cloud/aiplatform";
import { grpc } from "google-gax";
import { createFaults, type Fault, type Faults } from "./faults.ts";
import { durationOf, objection, type Instance, type PredictBody } from "./vertex-rules.ts";
import { plain, predictMethod, retryInfo } from "./vertex-protos.ts";
import { vectorOf } from "./vector.ts";

/** A server that speaks Vertex AI's predict, refuses what it refuses, and fails when told to. */
export interface VertexServer {
  /** For VERTEX_ENDPOINT. */
  readonly endpoint: string;
  readonly requests: readonly PredictBody[];
  /** The W3C context of each. */
  readonly traceparents: readonly (string | undefined)[];
  /** A fault's `status` is one of gRPC; its `retryAfter`, in seconds, becomes a RetryInfo. */
  readonly faults: Faults;
  /** The most requests that were in flight at once. */
  readonly most: () => number;
  /** What it answers; a video's content is its bytes or URI, then `@start-end`. */
  vector(content: string | Uint8Array, dimensions: number): Float32Array;
  close(): Promise<void>;
}

/** @param requireAuth as Google: requests without a token are UNAUTHENTICATED */
export async function startVertex({ requireAuth = false } = {}): Promise<VertexServer> {
  const requests: PredictBody[] = [];
  const traceparents: (string | undefined)[] = [];
  const faults = createFaults();
  const flight = { now: 0, most: 0 };
  let truncate = false;
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
  const predict = predictMethod();
  const serialize = predict.responseSerialize;
  const responseSerialize = (reply: object) =>
    truncate ? ((truncate = false), serialize(reply).subarray(0, 1000)) : serialize(reply);
  server.addService(
    { predict: { ...predict, responseSerialize } },
    {
      predict: (call: Call, callback: Callback) => {
        flight.most = Math.max(flight.most, ++flight.now);
        let answered = false;
        const done: Callback = (...reply) => {
          if (!answered) {
            flight.now--;
          }
          answered = true;
          callback(...reply);
        };
        call.on("cancelled", () => {
          if (answered) {
            return;
          }
          done({ code: grpc.status.CANCELLED });
          faults.emit("cancelled");
        });
        if (requireAuth && call.metadata.get("authorization").length === 0) {
          return done({ code: grpc.status.UNAUTHENTICATED, details: "no token" });
        }
        const body = plain(call.request);
        requests.push(body);
        traceparents.push(call.metadata.get("traceparent")[0]?.toString());
        const fault = faults.next();
        if (fault === "hang") {
          return faults.emit("hanging");
        }
        if (fault === "drop") {
          return sockets.forEach((socket) => socket.destroy());
        }
        if (fault === "truncated body") {
          truncate = true;
        }
        void answer(body, fault, done);
      },
    },
  );

  // Connections are ours, so that they can be cut.
  const sockets = new Set<Socket>();
  const injector = server.createConnectionInjector(grpc.ServerCredentials.createInsecure());
  const listener = createServer((socket) => {
    sockets.add(socket.on("close", () => sockets.delete(socket)));
    injector.injectConnection(socket);
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  return {
    endpoint: `127.0.0.1:${(listener.address() as AddressInfo).port}`,
    requests,
    traceparents,
    faults,
    most: () => flight.most,
    vector: (content, dimensions) => Float32Array.from(vectorOf(content, dimensions)),
    async close() {
      injector.destroy();
      server.forceShutdown();
      sockets.forEach((socket) => socket.destroy());
      listener.close();
      await once(listener, "close");
    },
  };
}

type Call = grpc.ServerUnaryCall<Record<string, unknown>, object>;
type Callback = (error: Partial<grpc.ServiceError> | null, reply?: object) => void;

async function answer(body: PredictBody, fault: Fault | undefined, done: Callback): Promise<void> {
  if (typeof fault === "object" && "status" in fault) {
    return done({
      code: fault.status,
      details: fault.message ?? "told to fail",
      ...(fault.retryAfter && { metadata: retryInfo(fault.retryAfter) }),
    });
  }
  if (typeof fault === "object") {
    await fault.delay();
  }
  const refusal = await objection(body);
  if (refusal) {
    return done(refusal);
  }
  const prediction = predictionFor(body, fault);
  done(null, { predictions: fault === "fewer rows" ? [] : [helpers.toValue(prediction)] });
}

function predictionFor({ instances, parameters }: PredictBody, fault: Fault | undefined): object {
  const { text, image, video } = instances[0]!;
  const dimension = (parameters?.dimension ?? 1408) - (fault === "wrong dimension" ? 1 : 0);
  const embed = (content: string | Uint8Array) => {
    const vector = vectorOf(content, dimension);
    if (fault === "not a number") {
      vector[0] = NaN;
    }
    return vector;
  };
  if (video) {
    return { videoEmbeddings: segments(video, embed) };
  }
  return {
    ...(text !== undefined && { textEmbedding: embed(text) }),
    ...(image && { imageEmbedding: embed(Buffer.from(image.bytesBase64Encoded!, "base64")) }),
  };
}

function segments(video: NonNullable<Instance["video"]>, embed: (content: string) => number[]) {
  const {
    startOffsetSec: start = 0,
    endOffsetSec,
    intervalSec = 16,
  } = video.videoSegmentConfig ?? {};
  const end = Math.min(endOffsetSec ?? start + 120, start + 120, durationOf(video));
  const content =
    video.gcsUri ?? Buffer.from(video.bytesBase64Encoded!, "base64").toString("latin1");
  const rows = [];
  for (let at = start; at < end; at += intervalSec) {
    const until = Math.min(at + intervalSec, end);
    const embedding = embed(`${content}@${at}-${until}`);
    rows.push({ startOffsetSec: at, endOffsetSec: until, embedding });
  }
  return rows;
}
