import { statSync } from "node:fs";
import { hash } from "node:crypto";
import { asError } from "../../models/errors.ts";
import type { Model } from "../../models/model.ts";
import type { Log } from "../provider.ts";
import { createWeightedSemaphore } from "../resilience/weighted-semaphore.ts";
import { blobOf, digestOfFile } from "./file-digest.ts";
import { externalData } from "./hub/external-data.ts";
import type { Towers } from "./towers.ts";
import type { ModelWeights } from "./weights.ts";

/** Files that could not be read may be mended by then. */
const retryMs = 30_000;
/** Files of more bytes are read one at a time, so that those of small models need not wait. */
const largeBytes = 16 << 20;
/** A file system's clock goes in steps: what changed after a start may be dated before it. */
const tickMs = 20;

interface Found {
  readonly revision: string;
  /** What the files say, with their paths, and how each file was when it was read. */
  readonly layout: string;
  readonly stamps: readonly Stamp[];
}

interface State {
  found?: Found;
  asked?: boolean;
  /** When its process was started first, and with what layout. */
  started?: { readonly at: number; readonly layout: string };
  /** The files are not those that were loaded: whatever is found now says nothing of the vectors. */
  changed?: boolean;
}

/**
 * Which files make a model's vectors: graphs with their tensors, tokenizers, and how inputs are
 * prepared. Large files take a while, one at a time in the background.
 *
 * Files that change under a running model could make its vectors pass for those of others. So they
 * have to be older than its process, and the same each time that it is started again and that it has
 * read a tower, which may be long after its start.
 */
export function createRevisions(weights: Pick<ModelWeights, "towers" | "availability">, log: Log) {
  const states = new Map<string, State>();
  const closing = new AbortController();
  const reading = new Set<Promise<void>>();
  const large = createWeightedSemaphore(1);

  function stateOf(key: string): State {
    const state = states.get(key) ?? {};
    states.set(key, state);
    return state;
  }

  async function find(state: State, model: Model): Promise<void> {
    try {
      const found = await read(await weights.towers(model), digestOf);
      const { started } = state;
      const isLoaded =
        !started ||
        (started.layout === found.layout &&
          found.stamps.every(({ at }) => at < started.at - tickMs));
      state.found = found;
      if (!isLoaded) {
        change(state, model);
      }
    } catch (error) {
      if (!closing.signal.aborted) {
        log.warn({ model: model.id, err: asError(error) }, "its vectors are not shared for now");
        setTimeout(() => (state.asked = false), retryMs).unref();
      }
    }
  }

  async function digestOf(file: string): Promise<string> {
    const blob = blobOf(file);
    if (blob) {
      return blob;
    }
    const digest = () => digestOfFile(file, closing.signal);
    return statSync(file).size > largeBytes ? large.run(1, digest) : digest();
  }

  function change(state: State, { id }: Model): void {
    if (!state.changed) {
      state.changed = true;
      log.warn(
        { model: id },
        "its files changed while it ran: until the next start its vectors are not shared",
      );
    }
  }

  return {
    /** @param key of those that are names of the same files */
    of(key: string, model: Model): string | undefined {
      const state = stateOf(key);
      if (!state.asked && weights.availability(model).status === "READY") {
        state.asked = true;
        const found = find(state, model);
        reading.add(found);
        void found.then(() => reading.delete(found));
      }
      return state.changed ? undefined : state.found?.revision;
    },

    /** Told before each start of the model's process. */
    starting(key: string, model: Model, towers: Towers): void {
      const state = stateOf(key);
      const layout = layoutOf(towers);
      state.started ??= { at: Date.now(), layout };
      const { found } = state;
      if (state.started.layout !== layout || (found && !isAsItWas(found, layout))) {
        change(state, model);
      }
    },

    /** Told after its process has read files, and before rows come of them. */
    loaded(key: string, model: Model): void {
      const state = stateOf(key);
      if (state.found && !isAsItWas(state.found, state.found.layout)) {
        change(state, model);
      }
    },

    async close(): Promise<void> {
      closing.abort();
      await Promise.all(reading);
    },
  };
}

async function read(towers: Towers, digestOf: (file: string) => Promise<string>): Promise<Found> {
  const files = await filesOf(towers);
  const before = files.map(stampOf);
  const digests = new Map<string, string>();
  for (const file of files) {
    digests.set(file, await digestOf(file));
  }
  const stamps = files.map(stampOf);
  if (stamps.some(({ stamp }, i) => stamp !== before[i]!.stamp)) {
    throw new Error("its files changed while they were read");
  }
  const layout = layoutOf(towers);
  const contents = JSON.stringify(JSON.parse(layout), (_, value: unknown) =>
    typeof value === "string" ? (digests.get(value) ?? value) : value,
  );
  const revision = hash("sha256", JSON.stringify([contents, ...digests.values()]), "base64url");
  return { revision, layout, stamps };
}

/** What makes vectors, of the files that lie here by their paths, of engines by their addresses. */
function layoutOf({ text, image, dimensions }: Towers): string {
  const graphs = (name: string, value: unknown) => {
    const graph = name === "graph" ? (value as NonNullable<Towers["text"]>["graph"]) : undefined;
    return graph?.runtime === "engine"
      ? graph.endpoints.map(({ address, model }) => `${address}/${model}`).toSorted()
      : value;
  };
  return JSON.stringify({ text, image, dimensions }, graphs);
}

async function filesOf({ text, image }: Towers): Promise<string[]> {
  const graphs = [text?.graph, image?.graph].flatMap((graph) =>
    graph?.runtime === "onnxruntime" ? graph.file : [],
  );
  const tensors = await Promise.all(graphs.map((file) => externalData(file, file)));
  const others = text ? [text.tokenizer, text.pooling?.dense ?? []] : [];
  return [...new Set([...graphs, ...tensors, ...others].flat())];
}

interface Stamp {
  readonly file: string;
  readonly stamp: string;
  /** When it became what it is, by its file system: that time cannot be set. */
  readonly at: number;
}

function stampOf(file: string): Stamp {
  const blob = blobOf(file);
  if (blob) {
    return { file, stamp: blob, at: 0 };
  }
  const { ino, size, mtimeMs, ctimeMs } = statSync(file);
  return { file, stamp: [ino, size, mtimeMs, ctimeMs].join(), at: ctimeMs };
}

function isAsItWas(found: Found, layout: string): boolean {
  try {
    return (
      found.layout === layout &&
      found.stamps.every(({ file, stamp }) => stampOf(file).stamp === stamp)
    );
  } catch {
    return false;
  }
}
