import { setMaxListeners } from "node:events";
import type { Feeds, Output } from "../worker/graph.ts";
import { malformed, rowsOf } from "./answer.ts";

/**
 * Runs feeds in parts of at most so many rows, all at once; the outputs are put together in the rows'
 * order. Parts share the memory of the feeds. When one fails, the signal of the others aborts.
 */
export async function inBatches(
  feeds: Feeds,
  most: number,
  signal: AbortSignal,
  run: (part: Feeds, signal: AbortSignal) => Promise<Output>,
): Promise<Output> {
  signal.throwIfAborted();
  const rows = rowsOf(feeds);
  if (rows <= most) {
    return run(feeds, signal);
  }
  const parts = Array.from({ length: Math.ceil(rows / most) }, (_, i) =>
    slice(feeds, i * most, Math.min(rows, (i + 1) * most)),
  );
  const abort = new AbortController();
  setMaxListeners(0, abort.signal); // one of each part
  const onAbort = () => abort.abort(signal.reason);
  signal.addEventListener("abort", onAbort);
  try {
    return join(await Promise.all(parts.map((part) => run(part, abort.signal))));
  } finally {
    signal.removeEventListener("abort", onAbort);
    abort.abort();
  }
}

function slice(feeds: Feeds, from: number, to: number): Feeds {
  return Object.fromEntries(
    Object.entries(feeds).map(
      ([
        name,
        {
          data,
          dims: [rows, ...dims],
        },
      ]) => {
        const row = data.length / rows!;
        return [name, { data: data.subarray(from * row, to * row), dims: [to - from, ...dims] }];
      },
    ),
  );
}

function join(outputs: readonly Output[]): Output {
  const [first] = outputs;
  const shape = first!.dims.slice(1);
  const other = outputs.find(({ dims }) => dims.slice(1).join() !== shape.join());
  if (other) {
    throw malformed(`rows of the shapes [${shape}] and [${other.dims.slice(1)}]`);
  }
  const data = new Float32Array(outputs.reduce((sum, { data }) => sum + data.length, 0));
  let at = 0;
  for (const output of outputs) {
    data.set(output.data, at);
    at += output.data.length;
  }
  const rows = outputs.reduce((sum, { dims }) => sum + dims[0]!, 0);
  return { data, dims: [rows, ...shape], ms: Math.max(...outputs.map(({ ms }) => ms)) };
}
