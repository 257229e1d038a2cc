import type { TracingChannel } from "node:diagnostics_channel";
import { SpanStatusCode } from "@opentelemetry/api";
import { GatewayError } from "../../../models/errors.ts";
import { on } from "../listen.ts";
import { type Active, active } from "./active.ts";
import { attribute } from "./names.ts";

/** Ends a subscription. */
export type Unfollow = () => void;

export interface Work<Trace> {
  start(trace: Trace): Active;
  /** Before the span ends. */
  end(work: Active, trace: Trace): void;
}

/**
 * Makes a span for each work that a channel tells of; it is current while the work runs. What throws
 * in `start` or `end` ends the process: Node has nobody else to tell.
 */
export function follow<Trace extends object>(
  channel: TracingChannel<unknown, Trace>,
  { start, end }: Work<Trace>,
): Unfollow {
  const running = new WeakMap<Trace, Active>();
  const begin = (trace: Trace): Active => {
    const work = start(trace);
    running.set(trace, work);
    return work;
  };
  const { start: started } = channel;
  started.bindStore(active as never, begin as never);
  const unlisten = on<Trace & { readonly error?: unknown }>(channel.asyncEnd, (trace) => {
    const work = running.get(trace);
    if (!work) {
      return;
    }
    end(work, trace);
    if (trace.error !== undefined) {
      fail(work, errorType(trace.error));
    }
    work.span.end();
  });
  return () => {
    started.unbindStore(active as never);
    unlisten();
  };
}

/** Without the error's message: it may repeat an input. */
export function fail({ span }: Active, type: string): void {
  span.setAttribute(attribute.errorType, type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function errorType(error: unknown): string {
  if (error instanceof GatewayError) {
    return error.code;
  }
  return error instanceof Error ? error.name : "_OTHER";
}
