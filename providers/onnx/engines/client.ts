import type { Feeds, GraphInfo, Output } from "../worker/graph.ts";

/** A server of the Open Inference Protocol v2 (KServe, Triton, OpenVINO Model Server, MLServer). */
export interface EngineEndpoint {
  readonly protocol: "http" | "grpc";
  readonly tls: boolean;
  /** `host:port`. */
  readonly address: string;
}

/** What each call to an engine has in common. Plain data: it crosses the process boundary. */
export interface EngineOptions {
  /** Such as `authorization`; sent with every call. Never logged. */
  readonly headers: Readonly<Record<string, string>>;
  /** Absolute path of PEM certificates to trust, instead of Node's own. */
  readonly caFile?: string;
}

/** A model of an engine, as its metadata and its configuration describe it. */
export interface EngineModel extends GraphInfo {
  /** What the server calls itself, such as `onnxruntime_onnx` or `ensemble`; for logs. */
  readonly platform: string;
  /** Versions that it serves. */
  readonly versions: readonly string[];
  /** Rows of one call; absent: any number. */
  readonly maxBatch?: number;
}

/** One endpoint. Its calls reject with an EngineFailure. */
export interface EngineClient {
  /** @throws EngineFailure saying what is not ready: the server, or this model */
  ready(model: string, signal: AbortSignal): Promise<void>;
  describe(model: string, signal: AbortSignal): Promise<EngineModel>;
  /** Feeds are not given away: the call may have to be made again elsewhere. */
  infer(model: string, feeds: Feeds, output: string, signal: AbortSignal): Promise<Output>;
  close(): void;
}

/** Why a call to an engine failed, in the engine's words where it has any. */
export class EngineFailure extends Error {
  override readonly name = "EngineFailure";
  /** Whether another endpoint, or another time, may do better: not so for a wrong request. */
  readonly retryable: boolean;
  /** Nothing of the server was reached, or it is not ready: others should be asked first for a while. */
  readonly down: boolean;

  constructor(message: string, options: { retryable: boolean; down: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.retryable = options.retryable;
    this.down = options.down;
  }
}
