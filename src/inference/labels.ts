import { createHash } from "node:crypto";
import { setMaxListeners } from "node:events";
import { LRUCache } from "lru-cache";
import { GatewayError } from "../../models/errors.ts";
import { prompts } from "../../models/zero-shot/prompt.ts";
import type { Model, Purpose } from "../../models/model.ts";
import { meanDirection } from "../../models/vector/vector.ts";
import type { LabelEmbeddings } from "../../resolvers/context.ts";
import { joinTimings } from "../../resolvers/timing.ts";
import type { Timing } from "../../schema/embedding.ts";
import { untilAborted } from "../../providers/resilience/until-aborted.ts";

/** The mean direction of one label's prompts. */
interface Head {
  readonly vector: Float32Array;
  readonly timing: Timing;
}

export type EmbedPrompt = (
  model: Model,
  text: string,
  purpose: Purpose,
  signal: AbortSignal,
) => Promise<Head>;

export type EmbedLabels = ReturnType<typeof createLabelEmbedder>;

/** Texts that all wait at once; more of them go in small batches, behind interactive requests. */
const atOnce = 1000;
const bulk = 64;
/** Large sets at once: they outlive their callers. */
const mostRuns = 4;

/**
 * Label embeddings, each the mean direction of its prompts, as open_clip builds its classifiers.
 * They are kept apart from other embeddings: 80 templates make one vector of 80. A large set goes
 * on when its caller has given up, so that the next try finds what is done (where there is a cache).
 */
export function createLabelEmbedder(embedPrompt: EmbedPrompt, cacheBytes: number) {
  const finished = new LRUCache<string, Head>({
    maxSize: Math.max(1, cacheBytes),
    sizeCalculation: ({ vector }) => vector.byteLength + 300,
  });
  const running = new Map<string, Promise<readonly Head[]>>();
  const untilDone = new AbortController().signal;
  setMaxListeners(0, untilDone);

  return async (
    model: Model,
    labels: readonly string[],
    templates: readonly string[],
    purpose: Purpose,
    signal: AbortSignal,
  ): Promise<LabelEmbeddings> => {
    const startedAt = performance.now();
    const job = { model, labels, templates, purpose };
    const large = labels.length * templates.length > atOnce;
    const heads = large ? await detached(job, signal) : await embedAll(job, signal, Infinity);
    return {
      vectors: heads.map(({ vector }) => vector),
      timing: joinTimings(
        heads.map(({ timing }) => timing),
        startedAt,
      ),
    };
  };

  interface Job {
    readonly model: Model;
    readonly labels: readonly string[];
    readonly templates: readonly string[];
    readonly purpose: Purpose;
  }

  /** One run however many ask for the same labels; callers come and go, the run stays. */
  async function detached(job: Job, signal: AbortSignal): Promise<readonly Head[]> {
    const key = keyOf(job, job.labels.join("\n"));
    const known = running.get(key);
    if (known) {
      return untilAborted(known, signal);
    }
    if (running.size >= mostRuns) {
      throw new GatewayError(
        "OVERLOADED",
        `${mostRuns} large sets of labels are being embedded already; come back when one is done.`,
        { retryAfterMs: 10_000 },
      );
    }
    const run = embedAll(job, untilDone, Math.max(1, Math.floor(bulk / job.templates.length)));
    running.set(key, run);
    const end = () => running.delete(key);
    run.then(end, end);
    return untilAborted(run, signal);
  }

  /** `labelsAtOnce` labels in flight. */
  async function embedAll(job: Job, signal: AbortSignal, labelsAtOnce: number): Promise<Head[]> {
    const heads: Head[] = [];
    const left = job.labels.entries();
    const worker = async () => {
      for (const [i, label] of left) {
        heads[i] = await embedLabel(job, label, signal);
      }
    };
    await Promise.all(Array.from({ length: Math.min(labelsAtOnce, job.labels.length) }, worker));
    return heads;
  }

  async function embedLabel(job: Job, label: string, signal: AbortSignal): Promise<Head> {
    const { model, templates, purpose } = job;
    const key = keyOf(job, label);
    const known = finished.get(key);
    if (known) {
      return { ...known, timing: cachedTiming };
    }
    const startedAt = performance.now();
    const embedded = await Promise.all(
      prompts(label, templates).map((text) => embedPrompt(model, text, purpose, signal)),
    );
    const head = {
      vector: meanDirection(embedded.map(({ vector }) => vector)),
      timing: joinTimings(
        embedded.map(({ timing }) => timing),
        startedAt,
      ),
    };
    finished.set(key, head);
    return head;
  }

  function keyOf({ model, templates, purpose }: Job, label: string): string {
    return createHash("sha256")
      .update(
        JSON.stringify([model.id, model.distinguishesPurpose ? purpose : "", templates, label]),
      )
      .digest("base64");
  }
}

const cachedTiming: Timing = { totalMs: 0, queueMs: 0, computeMs: 0, batchSize: 0, cached: true };
