import { type ErrorCode, GatewayError } from "../../../models/errors.ts";
import type { Towers } from "../towers.ts";

/** What the server and a model's process say to each other. */
export type ToHost = { readonly type: "load"; readonly load: Load } | EmbedRequest;
export type FromHost = { readonly type: "refused"; readonly error: WireError } | EmbedResponse;

export interface Load {
  readonly towers: Towers;
  readonly maxPixels: number;
  /** onnxruntime's names, best first. */
  readonly executionProviders: readonly string[];
}

export interface EmbedRequest {
  readonly type: "embed";
  readonly id: number;
  readonly inputs: HostInputs;
}

/** All of one modality: texts, or encoded images. */
export type HostInputs =
  | { readonly modality: "TEXT"; readonly values: readonly string[] }
  | { readonly modality: "IMAGE"; readonly values: readonly Uint8Array[] };

export type EmbedResponse = {
  readonly type: "embedded";
  readonly id: number;
  /** Memory of the process. */
  readonly residentBytes: number;
} & (
  | { readonly rows: readonly HostRow[]; readonly computeMs: number }
  | { readonly error: WireError }
);

export type HostRow =
  | { readonly vector: Float32Array; readonly tokens?: number; readonly truncated?: boolean }
  | { readonly error: WireError };

/** An Error that keeps its code across the process boundary; no code: unexpected. */
export interface WireError {
  readonly code?: ErrorCode;
  readonly message: string;
  /** For the log. */
  readonly cause?: string;
}

export function toWire(reason: unknown): WireError {
  if (reason instanceof GatewayError) {
    const { code, message, cause } = reason;
    return { code, message, ...(cause instanceof Error && { cause: cause.message }) };
  }
  return { message: reason instanceof Error ? (reason.stack ?? reason.message) : String(reason) };
}

export function fromWire({ code, message, cause }: WireError): Error {
  if (!code) {
    return new Error(message);
  }
  return new GatewayError(code, message, {
    retryable: false,
    ...(cause && { cause: new Error(cause) }),
  });
}
