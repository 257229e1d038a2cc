import { randomUUID } from "node:crypto";
import type { Log } from "../../providers/provider.ts";

/** What the log tells of one request: who asked, for what, and what it took. Never what was sent. */
export interface AuditedRequest {
  /** Null for an anonymous caller, and where a request was refused before its caller was known. */
  readonly caller: string | null;
  /** Null where it has no name. */
  readonly operation: string | null;
  readonly models: readonly string[];
  readonly points: number;
  readonly usd: number;
  readonly tokens: number;
  /** Absent where the request never was an operation. */
  readonly ms?: number;
  /** Of HTTP. */
  readonly status: number;
  readonly errors: readonly { readonly code: string; readonly message: string }[];
}

/** A request that ended before it was an operation. */
export const unseen = {
  caller: null,
  operation: null,
  models: [],
  points: 0,
  usd: 0,
  tokens: 0,
} as const;

/**
 * One line per request, with codes only. Messages are in a line of their own with the same `request`,
 * so that the audit lines can be kept where messages may not be.
 */
export function audit(log: Log, { errors, ms, status, ...told }: AuditedRequest): void {
  const request = randomUUID();
  const codes = [...new Set(errors.map(({ code }) => code))];
  const usd = Number(told.usd.toPrecision(6));
  const time = ms === undefined ? {} : { ms: Math.round(ms) };
  log.info({ request, ...told, usd, ...time, status, codes }, "request");
  if (errors.length > 0) {
    log.info({ request, ...summarise(errors) }, "errors of a request");
  }
}

/** Different messages that one request logs. */
const mostMessages = 5;
/** In characters. */
const longestMessage = 300;

function summarise(errors: AuditedRequest["errors"]) {
  const times = new Map<string, { code: string; message: string; times: number }>();
  for (const { code, message } of errors) {
    const said = withoutQuotes(message);
    const key = `${code} ${said}`;
    const known = times.get(key) ?? { code, message: said, times: 0 };
    known.times++;
    times.set(key, known);
  }
  const all = [...times.values()];
  const more = all.length - mostMessages;
  return { errors: all.slice(0, mostMessages), ...(more > 0 && { more }) };
}

/**
 * Messages quote what clients sent: labels, texts, names of files. All from the first quotation mark
 * to the last is cut, as quoted text may hold quotation marks, and may be clipped in the middle.
 */
export function withoutQuotes(message: string): string {
  const first = message.indexOf('"');
  const last = message.lastIndexOf('"');
  const clean =
    first === -1
      ? message
      : `${message.slice(0, first)}"…"${last > first ? message.slice(last + 1) : ""}`;
  return clean.length > longestMessage ? `${clean.slice(0, longestMessage)}…` : clean;
}
