import { createHash } from "node:crypto";
import type { Input, Model } from "../../models/model.ts";
import type { EmbedOptions, Provider, Row } from "../../providers/provider.ts";

/** Exactly one model, of the fake provider. */
export const fakeModel: Model = {
  id: "test/fake",
  aliases: ["fake"],
  name: "Fake",
  family: "test",
  provider: "fake",
  hosting: "LOCAL",
  space: "test/fake",
  modalities: ["TEXT", "IMAGE"],
  video: "NONE",
  multilingual: false,
  languages: ["en"],
  dimensions: 8,
  supportedDimensions: [8, 4],
  matryoshka: true,
  scoring: { activation: "SOFTMAX", scale: 10 },
  templates: ["{label}"],
  openSource: true,
  useCases: [],
  pricing: [],
  benchmarks: [],
};

export interface FakeProvider extends Provider {
  /** The inputs of every call, in order. */
  readonly calls: Input[][];
  /** Calls that have not ended. */
  readonly running: number;
  /** While held, calls wait. */
  hold(): void;
  release(): void;
}

export interface FakeOptions {
  readonly maxInputs?: number;
  readonly maxTokens?: number;
  readonly maxCalls?: number;
  readonly gatherMs?: number;
  /** Of its weights: without, vectors are shared with no other. */
  readonly revision?: string;
  /** What a call does instead, for the inputs it is given. */
  embed?(inputs: readonly Input[], options: EmbedOptions): Promise<(Row | Error)[]>;
}

/** Vectors that follow from the content alone, without weights; remembers what it was asked. */
export function createFakeProvider(fake: FakeOptions = {}): FakeProvider {
  const calls: Input[][] = [];
  let running = 0;
  let open = Promise.resolve();
  let release = () => {};

  return {
    name: "fake",
    calls,
    get running() {
      return running;
    },
    hold: () => void (open = new Promise((resolve) => (release = resolve))),
    release: () => release(),
    limits: () => ({
      maxInputs: fake.maxInputs ?? 4,
      maxCalls: fake.maxCalls ?? 1,
      ...(fake.maxTokens !== undefined && { maxTokens: fake.maxTokens }),
      ...(fake.gatherMs !== undefined && { gatherMs: fake.gatherMs }),
    }),
    async embed(_model, inputs, options) {
      calls.push([...inputs]);
      running++;
      try {
        // Passes take a turn of the event loop at least, as real ones do.
        await new Promise((resolve) => setImmediate(resolve));
        await open;
        const rows = await (fake.embed?.(inputs, options) ??
          inputs.map((input) => fakeRow(input, options.dimensions)));
        return { rows };
      } finally {
        running--;
      }
    },
    availability: () => ({ status: "READY" }),
    revision: () => fake.revision,
    async close() {},
  };
}

/** The texts "bad…" and images that begin with 0 fail alone. */
export function fakeRow(input: Input, dimensions: number): Row | Error {
  const content = input.modality === "TEXT" ? input.text : input.bytes;
  const hash = createHash("sha256").update(`${input.modality}:`).update(content).digest();
  if (input.modality === "TEXT" ? input.text.startsWith("bad") : input.bytes[0] === 0) {
    return new Error("a bad input");
  }
  const vector = Float32Array.from(
    { length: dimensions },
    (_, i) => hash[i % hash.length]! - 127.5,
  );
  if (input.modality === "IMAGE") {
    return { vector };
  }
  return { vector, tokens: input.text.split(" ").length + 2, truncated: input.text.length > 100 };
}
