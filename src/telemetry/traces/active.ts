import {
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  type Span,
  type SpanOptions,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import { AsyncLocalStorage } from "node:async_hooks";

/** The span in whose time something happens, and what adds up until it ends. */
export interface Active {
  readonly span: Span;
  /** Has the span. */
  readonly context: Context;
  billedTokens: number;
}

/**
 * Bound to the tracing channels, so that a span is current while its work runs. The API's own context
 * can only be entered by who calls the work.
 */
export const active = new AsyncLocalStorage<Active>();

/** Outside of our spans it is that of the application that Parallax is part of. */
export function currentContext(): Context {
  return active.getStore()?.context ?? context.active();
}

export function activate(span: Span, parent: Context): Active {
  return { span, context: trace.setSpan(parent, span), billedTokens: 0 };
}

/** Of work for requests. What the server does of its own accord, such as its canary, is no trace. */
export function activateBelow(
  parent: Context,
  tracer: Tracer,
  name: string,
  options: SpanOptions,
): Active {
  const above = trace.getSpanContext(parent);
  const wanted = above !== undefined && isSpanContextValid(above);
  const span = wanted
    ? tracer.startSpan(name, options, parent)
    : trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  return activate(span, parent);
}

/** For log lines: what they have in common with the current trace; nothing where there is none. */
export function traceFields(): { readonly trace_id?: string; readonly span_id?: string } {
  const current = trace.getSpanContext(currentContext());
  return current && isSpanContextValid(current)
    ? { trace_id: current.traceId, span_id: current.spanId }
    : {};
}
