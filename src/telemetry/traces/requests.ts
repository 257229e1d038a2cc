import {
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import {
  type CacheHit,
  cacheHits,
  operations,
  type OperationTrace,
  requests,
  type RequestTrace,
} from "../../../providers/tracing.ts";
import { activate, type Active, active } from "./active.ts";
import { fail, follow, listen, type Unfollow } from "./follow.ts";
import { attribute, serverFaults, unknownOperation } from "./names.ts";

/** A span per request: its operation, by name, and what became of it. Never the document. */
export function followRequests(tracer: Tracer): Unfollow[] {
  return [
    follow(requests, {
      start({ method, headers }) {
        // An application's own instrumentation may have made a span of the HTTP request already.
        const host = trace.getSpan(context.active());
        const parent = host ? context.active() : contextOf(headers);
        const kind = host ? SpanKind.INTERNAL : SpanKind.SERVER;
        const attributes = { [attribute.method]: method };
        return activate(tracer.startSpan(unknownOperation, { kind, attributes }, parent), parent);
      },
      end(request, { status }) {
        const { cacheHits, joined } = request.counted;
        request.span.setAttributes({
          ...(status !== undefined && { [attribute.httpStatus]: status }),
          [attribute.cacheHits]: cacheHits,
          [attribute.cacheJoined]: joined,
        });
        if (status !== undefined && status >= 500) {
          fail(request, String(status));
        }
      },
    }),

    // These are published while the request's span is current.
    listen<OperationTrace>(operations.asyncEnd, (operation) => {
      const request = active.getStore();
      if (request) {
        describe(request, operation);
      }
    }),
    listen<CacheHit>(cacheHits, ({ kind }) => {
      const counted = active.getStore()?.counted;
      if (counted) {
        counted[kind === "finished" ? "cacheHits" : "joined"]++;
      }
    }),
  ];
}

/** By the caller's headers. Without its baggage, which would travel on to the services. */
function contextOf(headers: RequestTrace["headers"]): Context {
  return propagation.deleteBaggage(propagation.extract(ROOT_CONTEXT, headers));
}

function describe(request: Active, operation: OperationTrace): void {
  const { span } = request;
  const { name, type, caller, points, usd, models, errors = [] } = operation;
  const codes = [...new Set(errors)];
  // An operation without a name is called by its type.
  const named = name != null && name !== type;
  if (type) {
    span.updateName(named ? `${type} ${name}` : type);
    span.setAttribute(attribute.operationType, type);
  }
  span.setAttributes({
    ...(named && { [attribute.operationName]: name }),
    ...(caller !== null && { [attribute.caller]: caller }),
    ...(points !== undefined && { [attribute.points]: points }),
    ...(usd !== undefined && { [attribute.usd]: usd }),
    ...(models && { [attribute.models]: [...models] }),
    ...(codes.length > 0 && { [attribute.errorCodes]: codes, [attribute.errorType]: codes[0]! }),
  });
  const fault = codes.find((code) => serverFaults.has(code));
  if (fault) {
    fail(request, fault);
  }
}
