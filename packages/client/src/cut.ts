import type { Limits } from "./results.ts";

/** What an item adds to a request. */
export interface Weight {
  /** Bytes of its JSON. */
  readonly json: number;
  /** Bytes of its file, when it is one. */
  readonly file?: number;
}

export type RequestLimits = Pick<
  Limits,
  "maxInputs" | "maxFiles" | "maxBodyBytes" | "maxUploadBytes"
>;

/** What one request carries at most, whatever the server allows: a short one fails and waits alone. */
const most = { items: 64, bytes: 32_000_000 };

/** The part's headers and borders, and its place in the map. */
const bytesPerFile = 400;

/** Few servers are stricter than this: it is sent without asking. */
const short = { items: 16, bytes: 1_000_000 };

export function isShort(weights: readonly Weight[]): boolean {
  return (
    weights.length <= 1 ||
    (weights.length <= short.items && sum(weights.map(bytesOf)) <= short.bytes)
  );
}

/**
 * Parts that a server accepts in one request, as indexes, in order. An item that is too large in any
 * company goes alone: the server says so better than we could.
 *
 * @param fixed bytes of JSON that every request has
 */
export function cut(weights: readonly Weight[], limits: RequestLimits, fixed: number): number[][] {
  const parts: number[][] = [[]];
  const empty = { items: 0, files: 0, json: fixed, upload: 0 };
  let load: Load = empty;
  for (const [i, weight] of weights.entries()) {
    const more = add(load, weight);
    const full = load.items > 0 && !fits(more, limits);
    if (full) {
      parts.push([]);
    }
    load = full ? add(empty, weight) : more;
    parts.at(-1)!.push(i);
  }
  return parts;
}

interface Load {
  readonly items: number;
  readonly files: number;
  readonly json: number;
  readonly upload: number;
}

function add(load: Load, { json, file }: Weight): Load {
  return {
    items: load.items + 1,
    files: load.files + (file === undefined ? 0 : 1),
    json: load.json + json,
    upload: load.upload + (file === undefined ? 0 : file + bytesPerFile),
  };
}

function fits({ items, files, json, upload }: Load, limits: RequestLimits): boolean {
  return (
    items <= Math.min(most.items, limits.maxInputs) &&
    files <= limits.maxFiles &&
    json <= limits.maxBodyBytes &&
    (files === 0 || json + upload <= limits.maxUploadBytes) &&
    json + upload <= most.bytes
  );
}

function bytesOf({ json, file = 0 }: Weight): number {
  return json + file;
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

/** What a value weighs in a request. */
export function weigh(value: unknown): Weight {
  const { upload } = Object(value) as { upload?: Blob };
  const json = new TextEncoder().encode(JSON.stringify(value)).length + 1;
  return upload ? { json, file: upload.size } : { json };
}
