import { LRUCache } from "lru-cache";
import {
  cachedTiming,
  type Embedding,
  joinTimings,
  type LabelEmbeddings,
  type Timing,
} from "../../models/embedding.ts";
import { digestOf } from "../../models/digest.ts";
import { GatewayError } from "../../models/errors.ts";
import { detectLanguage } from "../../models/language/detect.ts";
import type { Model, Purpose } from "../../models/model.ts";
import { meanDirection } from "../../models/vector/vector.ts";
import { prompts } from "../../models/zero-shot/prompt.ts";
import type { Row } from "../../providers/provider.ts";
import { createSingleFlight } from "../../providers/resilience/single-flight.ts";
import { type LabelLookup, labelLookups } from "../../providers/tracing.ts";
import type { EmbeddingCache } from "./cache.ts";
import { type Account, joinPaid } from "./account.ts";
import type { Embed, EmbedOptions } from "./embedder.ts";

/** Labels in the prompts of their templates, for one model. */
export interface LabelSet {
  readonly labels: readonly string[];
  readonly templates: readonly string[];
  readonly purpose: Purpose;
  /** Of the labels, as a BCP 47 tag; detected from all of them together when left out. */
  readonly language?: string | undefined;
}

/** @throws what embedding a text throws; OVERLOADED when too many large sets are under way */
export type EmbedLabels = (
  model: Model,
  set: LabelSet,
  options?: Pick<EmbedOptions, "signal" | "latency" | "account">,
) => Promise<LabelEmbeddings>;

/** One label: the mean direction of its prompts, and what that took. */
interface Head {
  readonly row: Row;
  readonly timing: Timing;
}

/** Prompts that may wait at once; a set of more goes in small batches, behind interactive requests. */
const mostAtOnce = 1000;
const batchOfLargeSet = 64;
/** Large sets under way: they outlive their callers. */
const mostLargeSets = 4;

/**
 * Embeds labels as open_clip builds its classifiers. They are kept apart from other embeddings: 80
 * templates make one vector of 80. A large set goes on when its caller has given up, so that the
 * next try finds what is done (where there is a cache).
 */
export function createLabelEmbedder(
  embed: Embed,
  cache: EmbeddingCache,
  { recentBytes }: { readonly recentBytes: number },
): EmbedLabels {
  const largeSets = createSingleFlight<Head[]>({ whenAbandoned: "go on" });
  // Whole sets as they were last answered: a thousand look-ups take longer than scoring an image.
  const recent =
    recentBytes > 0
      ? new LRUCache<string, LabelEmbeddings>({ maxSize: recentBytes, sizeCalculation: sizeOf })
      : undefined;

  return async (model, given, { signal, latency, account } = {}) => {
    const startedAt = performance.now();
    // Before their language is detected: that takes as long as the look-ups.
    const key = keysOf(model, given)(JSON.stringify(given.labels));
    const known = recent?.get(key);
    if (known) {
      signal?.throwIfAborted();
      tell(model, { found: given.labels.length, missed: 0 });
      return known;
    }
    const set = model.distinguishesLanguage ? await inOneLanguage(given) : given;
    const keyOf = keysOf(model, set);
    const prompts = set.labels.length * set.templates.length;
    const embedText: EmbedPrompt = (text, signal) =>
      embed(
        model,
        { modality: "TEXT", text, ...(set.language !== undefined && { language: set.language }) },
        { purpose: set.purpose, signal, account, ...(latency && { latency }) },
      );
    const heads =
      prompts > mostAtOnce
        ? await embedLarge(key, keyOf, set, embedText, { signal, account })
        : await embedAll(keyOf, set, embedText, set.labels.length, signal);
    const found = heads.filter(({ timing }) => timing === cachedTiming).length;
    tell(model, { found, missed: heads.length - found });
    const vectors = heads.map(({ row }) => row.vector);
    const usd = heads.reduce((sum, { row }) => sum + (row.usd ?? 0), 0);
    recent?.set(key, { vectors, usd, timing: cachedTiming });
    const timing = joinTimings(
      heads.map(({ timing }) => timing),
      performance.now() - startedAt,
    );
    return { vectors, usd, timing };
  };

  /** One run, however many ask for the same labels; callers come and go, the run stays. */
  async function embedLarge(
    key: string,
    keyOf: KeyOf,
    set: LabelSet,
    embedText: EmbedPrompt,
    caller: { signal: AbortSignal | undefined; account: Account | undefined },
  ): Promise<Head[]> {
    if (!largeSets.has(key) && largeSets.size >= mostLargeSets) {
      throw new GatewayError(
        "OVERLOADED",
        `${mostLargeSets} large sets of labels are being embedded already; come back when one is done.`,
        { retryAfterMs: 10_000 },
      );
    }
    const labelsAtOnce = Math.max(1, Math.floor(batchOfLargeSet / set.templates.length));
    const run = () => embedAll(keyOf, set, embedText, labelsAtOnce);
    return (await joinPaid(largeSets, key, run, caller)).result;
  }

  async function embedAll(
    keyOf: KeyOf,
    set: LabelSet,
    embedText: EmbedPrompt,
    labelsAtOnce: number,
    signal?: AbortSignal,
  ): Promise<Head[]> {
    const keys = set.labels.map(keyOf);
    const known = await cache.getMany(keys);
    const heads = known.map((row) => row && { row, timing: cachedTiming });
    const missing = [...heads.keys()].filter((i) => !heads[i]);
    const left = missing.values();
    const worker = async () => {
      for (const i of left) {
        const head = await embedLabel(set.labels[i]!, set, embedText, signal);
        heads[i] = head;
        await cache.setMany([[keys[i]!, head.row]]);
      }
    };
    await Promise.all(Array.from({ length: Math.min(labelsAtOnce, missing.length) }, worker));
    return heads as Head[];
  }
}

/** A word alone rarely tells its language; all labels together do. */
async function inOneLanguage(set: LabelSet): Promise<LabelSet> {
  return { ...set, language: set.language ?? (await detectLanguage(set.labels)).language };
}

function tell({ id }: Model, looked: Omit<LabelLookup, "model">): void {
  labelLookups.publish({ model: id, ...looked } satisfies LabelLookup);
}

type KeyOf = (label: string) => string;
type EmbedPrompt = (text: string, signal?: AbortSignal) => Promise<Embedding>;

async function embedLabel(
  label: string,
  { templates }: LabelSet,
  embedText: EmbedPrompt,
  signal?: AbortSignal,
): Promise<Head> {
  const startedAt = performance.now();
  const embedded = await Promise.all(
    prompts(label, templates).map((text) => embedText(text, signal)),
  );
  return {
    row: {
      vector: meanDirection(embedded.map(({ vector }) => vector)),
      usd: embedded.reduce((sum, { usd }) => sum + usd, 0),
    },
    timing: joinTimings(
      embedded.map(({ timing }) => timing),
      performance.now() - startedAt,
    ),
  };
}

/** The keys of labels by what they share: that is hashed once, it may be 80 templates. */
function keysOf(model: Model, { templates, purpose, language }: LabelSet): KeyOf {
  const told = model.distinguishesPurpose ? purpose : "";
  const spoken = model.distinguishesLanguage ? [language] : [];
  const shared = digestOf(JSON.stringify([told, templates, ...spoken]));
  return (label) => [model.id, "label", shared, digestOf(label)].join("\n");
}

function sizeOf({ vectors }: LabelEmbeddings): number {
  return vectors.reduce((bytes, vector) => bytes + vector.byteLength + 100, 0);
}
