import {
  type Context,
  propagation,
  type SpanContext,
  SpanKind,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import {
  providerCalls,
  type ProviderCallTrace,
  type ProviderEvent,
  providerEvents,
  type RemoteSpan,
} from "../../../providers/tracing.ts";
import { type Active, activateBelow, active, currentContext } from "./active.ts";
import { on } from "../listen.ts";
import { follow, type Unfollow } from "./follow.ts";
import { attribute, embeddings, providerName } from "./names.ts";
import { withSpanId } from "./span-ids.ts";

/** A span per request to a service, or message to a model's process, with what that did below it. */
export function followProviderCalls(tracer: Tracer): Unfollow[] {
  /** Whose tokens a call's are as well. */
  const passOf = new WeakMap<Active, Active>();

  return [
    follow(providerCalls, {
      start(call) {
        const outer = active.getStore();
        const parent = currentContext();
        const options = { kind: SpanKind.CLIENT, attributes: attributesOf(call) };
        const work = activateBelow(parent, tracer, `${call.provider} call`, options);
        propagation.inject(work.context, call.carrier);
        if (outer) {
          passOf.set(work, outer);
        }
        return work;
      },
      end(work, { refusal, spans = [] }) {
        if (work.billedTokens > 0) {
          work.span.setAttribute(attribute.inputTokens, work.billedTokens);
        }
        if (refusal) {
          work.span.setAttributes(
            "http" in refusal
              ? { [attribute.httpStatus]: refusal.http }
              : { [attribute.grpcStatus]: refusal.grpc },
          );
        }
        adopt(tracer, spans, work.context);
      },
    }),

    // Published while the call is current.
    on<ProviderEvent>(providerEvents, ({ event, by }) => {
      const call = active.getStore();
      if (!call || event !== "billed input tokens") {
        return;
      }
      call.billedTokens += by;
      const pass = passOf.get(call);
      if (pass) {
        pass.billedTokens += by;
      }
    }),
  ];
}

function attributesOf({ provider, model, inputs, server }: ProviderCallTrace) {
  return {
    [attribute.genAiOperation]: embeddings,
    [attribute.genAiProvider]: providerName(provider),
    [attribute.genAiModel]: model,
    [attribute.batchSize]: inputs,
    ...(server && {
      [attribute.serverAddress]: server.address,
      [attribute.serverPort]: server.port,
    }),
  };
}

/** Exports the spans of a process that has no tracer; parents come before their children. */
function adopt(tracer: Tracer, spans: readonly RemoteSpan[], call: Context): void {
  const adopted = new Map<string, SpanContext>();
  for (const { id, parentId, name, startedAt, endedAt, attributes } of spans) {
    const known = adopted.get(parentId);
    const parent = known ? trace.setSpanContext(call, known) : call;
    const kind = known ? SpanKind.INTERNAL : SpanKind.SERVER;
    const options = { kind, attributes, startTime: startedAt };
    const span = withSpanId(id, () => tracer.startSpan(name, options, parent));
    adopted.set(id, span.spanContext());
    span.end(endedAt);
  }
}
