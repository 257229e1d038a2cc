import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  SpanKind,
  trace,
  TraceFlags,
  type Tracer,
} from "@opentelemetry/api";
import {
  lookUps,
  passes,
  type PassTrace,
  type Requester,
  requesters,
} from "../../../providers/tracing.ts";
import { activate, type Active, currentContext } from "./active.ts";
import { follow, listen, type Unfollow } from "./follow.ts";
import { attribute, cacheLookUp, embeddings, providerName } from "./names.ts";

/** Of a span; whoever asks for a pass has at least an input of its own in it. */
const mostLinks = 128;

/**
 * A span per pass and per look-up in the cache, which are shared by requests. It is the child of the
 * request that asked for it. Where several did, it is the child of the first whose trace is sampled,
 * has links to all of them, and each of them has one to it.
 */
export function followShared(tracer: Tracer): Unfollow[] {
  const contexts = new WeakMap<Requester, Context>();

  function start(name: string, kind: SpanKind, attributes: Attributes, asked: Asked): Active {
    const from = distinct(asked.map((requester) => requester && contexts.get(requester)));
    const parent = from.find(isSampled) ?? from[0] ?? ROOT_CONTEXT;
    const shared = from.length > 1 ? from.slice(0, mostLinks) : [];
    const links = shared.map((each) => ({ context: trace.getSpanContext(each)! }));
    const span = tracer.startSpan(name, { kind, attributes, links }, parent);
    for (const each of shared) {
      trace.getSpan(each)!.addLink({ context: span.spanContext() });
    }
    return activate(span, parent);
  }

  return [
    listen<Requester>(requesters, (requester) => contexts.set(requester, currentContext())),

    follow(lookUps, {
      start: ({ keys, requesters: asked }) =>
        start(cacheLookUp, SpanKind.INTERNAL, { [attribute.cacheKeys]: keys }, asked),
      end: ({ span }, { hits }) =>
        hits !== undefined && span.setAttribute(attribute.cacheHits, hits),
    }),

    follow(passes, {
      start: (pass) =>
        start(`${embeddings} ${pass.model}`, SpanKind.CLIENT, attributesOf(pass), pass.requesters),
      end({ span, counted }, { tokens = counted.billedTokens, failed, computeMs, queueMs }) {
        span.setAttributes({
          ...(tokens > 0 && { [attribute.inputTokens]: tokens }),
          ...(failed && { [attribute.failedInputs]: failed }),
          ...(computeMs !== undefined && { [attribute.computeTime]: computeMs / 1000 }),
          ...(queueMs && { [attribute.queueWait]: Math.max(0, ...queueMs) / 1000 }),
        });
      },
    }),
  ];
}

type Asked = readonly (Requester | undefined)[];

/** One per span; without those who have none. */
function distinct(contexts: readonly (Context | undefined)[]): Context[] {
  const bySpan = new Map<string, Context>();
  for (const each of contexts) {
    const span = each && trace.getSpanContext(each);
    if (span) {
      bySpan.set(span.spanId, each);
    }
  }
  return [...bySpan.values()];
}

function isSampled(context: Context): boolean {
  return (trace.getSpanContext(context)!.traceFlags & TraceFlags.SAMPLED) !== 0;
}

function attributesOf({ provider, model, modality, dimensions, batchSize }: PassTrace): Attributes {
  return {
    [attribute.genAiOperation]: embeddings,
    [attribute.genAiProvider]: providerName(provider),
    [attribute.genAiModel]: model,
    [attribute.dimensions]: dimensions,
    [attribute.modality]: modality,
    [attribute.batchSize]: batchSize,
  };
}
