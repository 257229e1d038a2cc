import { randomBytes } from "node:crypto";
import type { RemoteSpan } from "../../tracing.ts";

/** Tells of something that has just ended, how many milliseconds it took, and what else is known of it. */
export type Note = (name: string, ms: number, attributes?: RemoteSpan["attributes"]) => void;

/** The spans of one call. The worker has no tracer: the server exports what it is sent. */
export interface SpanRecorder {
  readonly note: Note;
  /** The call's own span, then what was noted below it; nothing where nobody traces the call. */
  end(): { readonly spans?: readonly RemoteSpan[] };
}

/** @param traceparent of W3C's trace context; a call whose trace is not sampled is not recorded */
export function recordSpans(traceparent?: string): SpanRecorder {
  const [, parentId, flags] =
    /^00-[\da-f]{32}-([\da-f]{16})-([\da-f]{2})$/.exec(traceparent ?? "") ?? [];
  if (!parentId || (parseInt(flags!, 16) & sampled) === 0) {
    return { note() {}, end: () => ({}) };
  }
  const id = newId();
  const startedAt = now();
  const noted: RemoteSpan[] = [];
  return {
    note(name, ms, attributes = {}) {
      if (noted.length < most) {
        const endedAt = now();
        noted.push({
          id: newId(),
          parentId: id,
          name,
          startedAt: endedAt - ms,
          endedAt,
          attributes,
        });
      }
    },
    end() {
      const attributes = { "process.pid": process.pid };
      const call = { id, parentId, name: "model process", startedAt, endedAt: now(), attributes };
      return { spans: [call, ...noted] };
    },
  };
}

const sampled = 1;
/** Graphs whose batch is fixed at one run once per input. */
const most = 64;
const now = () => performance.timeOrigin + performance.now();
const newId = () => randomBytes(8).toString("hex");
