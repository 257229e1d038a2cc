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
  operations,
  type OperationTrace,
  requests,
  type RequestTrace,
} from "../../../providers/tracing.ts";
import { activate, type Active, active } from "./active.ts";
import { on } from "../listen.ts";
import { fail, follow, type Unfollow } from "./follow.ts";
import { attribute, serverFaults, unknownOperation } from "./names.ts";

/** A span per request: its operation, by name, and what became of it. Never the document. */
export function followRequests(tracer: Tracer): Unfollow[] {
  return [
    follow(requests, {
      start({ method, headers, route }) {
        // An application's own instrumentation may have made a span of the HTTP request already.
        const host = trace.getSpan(context.active());
        const parent = host ? context.active() : contextOf(headers);
        const kind = host ? SpanKind.INTERNAL : SpanKind.SERVER;
        const attributes = {
          [attribute.method]: method,
          ...(route && { [attribute.route]: route.slice(route.indexOf("/")) }),
        };
        const name = route ?? unknownOperation;
        return activate(tracer.startSpan(name, { kind, attributes }, parent), parent);
      },
      end(request, { status }) {
        if (status === undefined) {
          return;
        }
        request.span.setAttribute(attribute.httpStatus, status);
        if (status >= 500) {
          fail(request, String(status));
        }
      },
    }),

    // Published while the request's span is current.
    on<OperationTrace>(operations.asyncEnd, (operation) => {
      const request = active.getStore();
      if (request) {
        describe(request, operation);
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
  const { name, type, caller, points, usd, tokens, models, embeddings, errors = [] } = operation;
  const codes = [...new Set(errors)];
  if (type) {
    span.updateName(name == null ? type : `${type} ${name}`);
    span.setAttribute(attribute.operationType, type);
  }
  span.setAttributes({
    ...(name != null && { [attribute.operationName]: name }),
    ...(caller !== null && { [attribute.caller]: caller }),
    ...(points !== undefined && { [attribute.points]: points }),
    ...(usd !== undefined && { [attribute.usd]: usd }),
    ...(tokens && { [attribute.inputTokens]: tokens }),
    ...(models && { [attribute.models]: [...models] }),
    ...(embeddings && {
      [attribute.cacheHits]: embeddings.cached,
      [attribute.cacheJoined]: embeddings.joined,
    }),
    ...(codes.length > 0 && { [attribute.errorCodes]: codes, [attribute.errorType]: codes[0]! }),
  });
  const fault = codes.find((code) => serverFaults.has(code));
  if (fault) {
    fail(request, fault);
  }
}
