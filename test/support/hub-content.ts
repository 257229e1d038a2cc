import type { ServerResponse } from "node:http";
import { setImmediate as turn } from "node:timers/promises";

/** What goes wrong with the bytes of one path, as often as `times` says. */
export interface Fault {
  readonly path: string;
  readonly kind:
    /** Half of what was asked for, then the connection is gone. */
    | "cut"
    /** Half of what was asked for, then nothing until `release`. */
    | "stall"
    /** The right length, one byte wrong. */
    | "garbage"
    /** Every byte and 32 MB more, without a Content-Length. */
    | "too long"
    /** The status 200 and the whole file, whatever range was asked for. */
    | "ignores range"
    /** The status 206 with another range than was asked for. */
    | "other range"
    /** One kilobyte a turn of the event loop. */
    | "trickle"
    | { readonly status: number; readonly headers?: Readonly<Record<string, string>> };
  readonly times?: number;
  readonly method?: "HEAD" | "GET";
}

export interface Served {
  readonly origin: "hub" | "storage";
  readonly method: string;
  readonly path: string;
  readonly range: string | undefined;
  readonly token: string | undefined;
  status: number;
  /** Of the body. */
  bytes: number;
}

/** The wire under the test's control. */
export interface Line {
  readonly released: AbortSignal;
  count(bytes: number): void;
}

/** Answers a request for `content`, whole or in a range, with the fault that is asked for. */
export async function sendContent(
  response: ServerResponse,
  entry: Served,
  content: Buffer,
  fault: Exclude<Fault["kind"], object> | undefined,
  line: Line,
): Promise<void> {
  const [, first, until] = /^bytes=(\d+)-(\d*)$/.exec(entry.range ?? "") ?? [];
  const { length } = content;
  if (first !== undefined && Number(first) >= length) {
    return end(response, entry, 416, { "content-range": `bytes */${length}` });
  }
  const ranged = first !== undefined && fault !== "ignores range";
  const begin = ranged ? Number(first) : 0;
  const body = Buffer.from(content.subarray(begin, ranged && until ? Number(until) + 1 : length));
  if (fault === "garbage") {
    body.writeUInt8(body.readUInt8(body.length >> 1) ^ 0xff, body.length >> 1);
  }
  entry.status = ranged ? 206 : 200;
  response.statusCode = entry.status;
  if (ranged) {
    const from = fault === "other range" ? begin - 1 : begin;
    response.setHeader("content-range", `bytes ${from}-${from + body.length - 1}/${length}`);
  }
  if (fault !== "too long") {
    response.setHeader("content-length", body.length);
  }
  if (entry.method === "HEAD") {
    return void response.end();
  }
  response.flushHeaders();

  const half = fault === "cut" || fault === "stall" ? body.length >> 1 : body.length;
  await write(body.subarray(0, half));
  if (fault === "cut") {
    return void response.destroy();
  }
  if (fault === "stall") {
    await released(line.released);
  }
  await write(body.subarray(half));
  if (fault === "too long") {
    await write(Buffer.alloc(1 << 25));
  }
  response.end();

  async function write(bytes: Buffer): Promise<void> {
    const step = fault === "trickle" ? 1024 : 65_536;
    for (let at = 0; at < bytes.length && !response.destroyed; at += step) {
      const piece = bytes.subarray(at, at + step);
      await new Promise((resolve) => response.write(piece, resolve));
      entry.bytes += piece.length;
      line.count(piece.length);
      await turn();
    }
  }
}

export function end(
  response: ServerResponse,
  entry: Served,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): void {
  entry.status = status;
  response.writeHead(status, { "content-length": 0, ...headers }).end();
}

function released(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
