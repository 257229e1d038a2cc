import { type ErrorCode, GatewayError } from "../../../models/errors.ts";
import type { Input } from "../../../models/model.ts";
import { isMemoryShortage, memoryShortage } from "../../memory-shortage.ts";
import type { Pass, Row } from "../../provider.ts";
import type { RemoteSpan } from "../../tracing.ts";
import type { FailureKind } from "../engines/client.ts";
import type { Towers } from "../towers.ts";
import type { NodesRun } from "./graph.ts";
import type { Text } from "./texts/tokenize.ts";

/** What the server's process and the worker of a model say to each other. */
export type ToWorker = { readonly type: "load"; readonly load: Load } | EmbedRequest;
export type FromWorker =
  | { readonly type: "refused"; readonly error: WireError }
  /** The files of a tower were read: when its first input came. */
  | { readonly type: "loaded" }
  | FirstPass
  | EngineCall
  | EmbedResponse;

export interface Load {
  readonly towers: Towers;
  readonly maxPixels: number;
  /** onnxruntime's names, best first. */
  readonly executionProviders: readonly string[];
  /** Passes that run at once; one when absent. */
  readonly sessionThreads?: number;
}

/** What ran the first pass of a tower; told where `executionProviders` names more than the CPU. */
export interface FirstPass {
  readonly type: "first pass";
  readonly tower: "text" | "image";
  readonly nodes: NodesRun;
}

/** One call to an engine has ended; a call of the server may be several, and a retry is another. */
export interface EngineCall {
  readonly type: "engine call";
  readonly outcome: CallOutcome;
}
/** `late`: it was given up, as too long without an answer. */
export type CallOutcome = "answered" | "late" | FailureKind;

export interface EmbedRequest {
  readonly type: "embed";
  readonly id: number;
  readonly inputs: WorkerInputs;
  /** Of W3C's trace context: the span of this call. The worker answers with its own below it. */
  readonly traceparent?: string;
}

/** What came of an `EmbedRequest`. */
export type WorkerPass = Required<Pass> & { readonly spans?: readonly RemoteSpan[] };

/** All of one modality: texts, or encoded images. */
export type WorkerInputs =
  | { readonly modality: "TEXT"; readonly values: readonly Text[] }
  | { readonly modality: "IMAGE"; readonly values: readonly Uint8Array[] };

export type EmbedResponse = {
  readonly type: "embedded";
  readonly id: number;
  /** Memory of the worker. */
  readonly residentBytes: number;
} & (
  | {
      readonly rows: readonly WireRow[];
      readonly computeMs: number;
      readonly spans?: readonly RemoteSpan[];
    }
  | { readonly error: WireError }
);

/** Rows cross as they are; what an input failed with does not. */
export type WireRow = Row | { readonly error: WireError };

/** An Error that keeps its code across the process boundary; no code: unexpected. */
export interface WireError {
  readonly code?: ErrorCode;
  readonly message: string;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
  /** For the log. */
  readonly cause?: string;
}

export function toWire(reason: unknown): WireError {
  if (reason instanceof GatewayError) {
    const { code, message, retryable, retryAfterMs, cause } = reason;
    return {
      code,
      message,
      retryable,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(cause instanceof Error && { cause: cause.message }),
    };
  }
  if (isMemoryShortage(reason)) {
    return toWire(memoryShortage(reason));
  }
  return { message: reason instanceof Error ? (reason.stack ?? reason.message) : String(reason) };
}

export function fromWire(error: WireError): Error {
  const { code, message, retryable = false, retryAfterMs, cause } = error;
  if (!code) {
    return new Error(message);
  }
  return new GatewayError(code, message, {
    retryable,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(cause && { cause: new Error(cause) }),
  });
}

/** Of a call: all inputs have one modality. */
export function toWorkerInputs(inputs: readonly Input[]): WorkerInputs {
  const texts = inputs.flatMap((input) => (input.modality === "TEXT" ? [textOf(input)] : []));
  if (texts.length > 0) {
    return { modality: "TEXT", values: texts };
  }
  return {
    modality: "IMAGE",
    values: inputs.flatMap((input) => (input.modality === "IMAGE" ? [input.bytes] : [])),
  };
}

function textOf({ text, language }: Extract<Input, { modality: "TEXT" }>): Text {
  return language === undefined ? text : { text, language };
}

export function toWireRow(row: Row | Error): WireRow {
  return row instanceof Error ? { error: toWire(row) } : row;
}

export function fromWireRow(row: WireRow): Row | Error {
  return "error" in row ? fromWire(row.error) : row;
}
