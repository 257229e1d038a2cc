import { GatewayError, type ErrorCode } from "../../models/errors.ts";
import type { Refusal } from "../tracing.ts";

/** A service's error in our words, and in its own: those are logged and go no further. */
export interface Explained {
  readonly error: GatewayError;
  readonly upstream: string;
  /** Absent where there was no answer. */
  readonly refusal?: Refusal;
}

/** What a service said, fit for a log: short, and without keys and what we sent it. */
export function withoutSecrets(message: string, secrets: readonly (string | undefined)[]): string {
  let clean = message.replace(/[\w+/=-]{80,}/g, "…");
  // A service that repeats a long text may cut it.
  for (const secret of secrets) {
    if (secret) {
      clean = clean.replaceAll(secret, "…").replaceAll(secret.slice(0, 24), "…");
    }
  }
  return clean.slice(0, 300);
}

/** Whether what a library of credentials said is about the network, and not about them. */
export function isNetworkTrouble(said: string): boolean {
  return /\bE(AI_AGAIN|CONN|HOST|NET|NOTFOUND|PIPE|TIMEDOUT)|network|socket|fetch failed/.test(
    said,
  );
}

/** An answer of the wrong shape. Asked again, the service would answer and bill the same. */
export function malformed(service: string, what: string): GatewayError {
  return new GatewayError("PROVIDER_FAILED", `${service} answered ${what}.`, { retryable: false });
}

/**
 * Reads an answer: whatever breaks on its shape is malformed, and no trouble of the network, which
 * would be asked again and billed again.
 */
export function readAnswer<T>(service: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof GatewayError ? error : malformed(service, "what cannot be read");
  }
}

/** Whether an error is about an input, and its neighbours need not share it. */
export function isAboutInput(error: unknown): error is GatewayError {
  const codes: readonly ErrorCode[] = ["BAD_INPUT", "IMAGE_UNREADABLE", "TOO_LARGE"];
  return error instanceof GatewayError && codes.includes(error.code);
}

/** Why calls end when their provider is closed. */
export function shuttingDown(): GatewayError {
  return new GatewayError("MODEL_UNAVAILABLE", "The server is shutting down.");
}
