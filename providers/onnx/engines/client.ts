import type { Feeds, GraphInfo, Output } from "../worker/graph.ts";

/** A server of the Open Inference Protocol v2 (KServe, Triton, OpenVINO Model Server, MLServer). */
export interface EngineEndpoint {
  readonly protocol: "http" | "grpc";
  readonly tls: boolean;
  /** `host:port`. */
  readonly address: string;
}

/** For logs and metrics, such as `grpcs://10.0.0.7:8001`. */
export function serverOf({ protocol, tls, address }: EngineEndpoint): string {
  return `${protocol}${tls ? "s" : ""}://${address}`;
}

/** The same with the model's name there. */
export function nameOf(place: EngineEndpoint & { readonly model: string }): string {
  return `${serverOf(place)}/${place.model}`;
}

/** What each call to an engine has in common. Plain data: it crosses the process boundary. */
export interface EngineOptions {
  /** Such as `authorization`; sent with every call. Never logged. */
  readonly headers: Readonly<Record<string, string>>;
  /** Absolute path of PEM certificates to trust, instead of Node's own. */
  readonly caFile?: string;
}

/** The same with what is in the file. */
export interface ClientOptions extends Pick<EngineOptions, "headers"> {
  /** PEM. */
  readonly ca?: Buffer;
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

/** One endpoint. Its calls reject with an EngineFailure, or with the signal's reason. */
export interface EngineClient {
  /** @throws EngineFailure saying what is not ready: the server, or this model */
  ready(model: string, signal: AbortSignal): Promise<void>;
  describe(model: string, signal: AbortSignal): Promise<EngineModel>;
  /** Feeds are not given away: the call may have to be made again elsewhere. */
  infer(model: string, feeds: Feeds, output: string, signal: AbortSignal): Promise<Output>;
  close(): void;
}

/**
 * `down`: nothing of the server was reached, or it is not ready; others should be asked first for a
 * while. `full`: it has too much to do. `failed`: it broke. `refused`: it does not want this request,
 * now or later. `malformed`: it answered what cannot be.
 */
export type FailureKind = "down" | "full" | "failed" | "refused" | "malformed";

/** Why a call to an engine failed, in the engine's words where it has any. */
export class EngineFailure extends Error {
  override readonly name = "EngineFailure";
  readonly kind: FailureKind;
  /** When a full engine wants to be asked again. */
  readonly retryAfterMs?: number;

  constructor(
    kind: FailureKind,
    message: string,
    { cause, retryAfterMs }: { cause?: unknown; retryAfterMs?: number | undefined } = {},
  ) {
    super(message, { cause });
    this.kind = kind;
    if (retryAfterMs !== undefined) {
      this.retryAfterMs = retryAfterMs;
    }
  }

  /** Whether another endpoint, or another time, may do better: not so for a wrong request. */
  get retryable(): boolean {
    return this.kind !== "refused" && this.kind !== "malformed";
  }

  /** Whether others should be asked first for a while. */
  get down(): boolean {
    return this.kind === "down";
  }
}
