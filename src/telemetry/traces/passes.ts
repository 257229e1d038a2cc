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
import { type Active, activateBelow, currentContext } from "./active.ts";
import { on } from "../listen.ts";
import { follow, type Unfollow } from "./follow.ts";
import { attribute, cacheLookUp, embeddings, providerName } from "./names.ts";

/** Of a span. */
const mostLinks = 128;

/**
 * A span per pass and per look-up in the cache, which are shared by requests. It is the child of the
 * request that asked for it. Where several did, it is the child of the first, has links to all of
 * them, and each of them has one to it: it is found from each trace, and sampled when they are. A
 * root of its own would be sampled or not by itself.
 */
export function followShared(tracer: Tracer): Unfollow[] {
  const contexts = new WeakMap<Requester, Context>();

  function start(name: string, kind: SpanKind, attributes: Attributes, asked: Asked): Active {
    const from = distinct(asked.map((requester) => requester && contexts.get(requester)));
    const shared = from.length > 1 ? from.slice(0, mostLinks) : [];
    const links = shared.map((each) => ({ context: trace.getSpanContext(each)! }));
    const options = { kind, attributes, links };
    const work = activateBelow(from[0] ?? ROOT_CONTEXT, tracer, name, options);
    for (const each of shared) {
      trace.getSpan(each)!.addLink({ context: work.span.spanContext() });
    }
    return work;
  }

  return [
    on<Requester>(requesters, (requester) => contexts.set(requester, currentContext())),

    follow(lookUps, {
      start: ({ keys, requesters: asked }) =>
        start(cacheLookUp, SpanKind.INTERNAL, { [attribute.cacheKeys]: keys }, asked),
      end: ({ span }, { hits }) =>
        hits !== undefined && span.setAttribute(attribute.cacheHits, hits),
    }),

    follow(passes, {
      start: (pass) =>
        start(`${embeddings} ${pass.model}`, SpanKind.CLIENT, attributesOf(pass), pass.requesters),
      end({ span, billedTokens }, { tokens = billedTokens, failed, computeMs, queueMs }) {
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

/** One per span whose trace is sampled; where none is, one that is not. */
function distinct(contexts: readonly (Context | undefined)[]): Context[] {
  const sampled = new Map<string, Context>();
  let other: Context | undefined;
  for (const each of contexts) {
    const span = each && trace.getSpanContext(each);
    if (span && (span.traceFlags & TraceFlags.SAMPLED) !== 0) {
      sampled.set(span.spanId, each);
    } else if (span) {
      other = each;
    }
  }
  return sampled.size > 0 || !other ? [...sampled.values()] : [other];
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
