import { fork } from "node:child_process";
import { once } from "node:events";
import { noTelemetry } from "../../providers/environment.ts";

/** What bare.ts is asked, and what it answers. */
export type BareRequest =
  | ({ readonly type: "prepare" } & Inputs)
  | { readonly type: "tune"; readonly ms: number }
  | { readonly type: "run"; readonly ms: number }
  | { readonly type: "vector" }
  | { readonly type: "alone"; readonly count: number; readonly pauseMs: number };

export type BareAnswer =
  | { readonly tokens: readonly number[] }
  | Setup
  | { readonly rate: number }
  | { readonly vector: Float32Array }
  | { readonly ms: number };

/** How the bare runtime was fastest. */
export interface Setup {
  readonly batch: number;
  readonly spinning: boolean;
  /** Inputs a second. */
  readonly rate: number;
}

export type Inputs =
  | { readonly modality: "text"; readonly texts: readonly string[] }
  | { readonly modality: "image"; readonly images: readonly Buffer[] };

/** `session.run` of one model in a process of its own. It idles while it is not asked. */
export interface BareRuntime {
  /** The inputs of what follows. @returns the tokens of each text, none for images */
  prepare(inputs: Inputs): Promise<readonly number[]>;
  /** Finds the fastest way to run them, in batches of like length. */
  tune(ms: number): Promise<Setup>;
  /** Inputs a second, the way that `tune` found. */
  run(ms: number): Promise<number>;
  /** Of the first input by itself, as the graph returns it. */
  vector(): Promise<Float32Array>;
  /** Median ms of one input by itself, after a pause each. */
  alone(count: number, pauseMs: number): Promise<number>;
  stop(): void;
}

export function startBare(directory: string): BareRuntime {
  const child = fork(new URL("./bare.js", import.meta.url), [directory], {
    env: { ...process.env, ...noTelemetry },
    serialization: "advanced",
  });
  process.once("exit", () => child.kill());
  const failed = once(child, "exit").then(([code]) => {
    throw new Error(`the bare runtime ended with ${code}`);
  });
  failed.catch(() => {});

  async function ask<Answer extends BareAnswer>(request: BareRequest): Promise<Answer> {
    child.send(request);
    const [answer] = (await Promise.race([once(child, "message"), failed])) as [Answer];
    return answer;
  }

  return {
    prepare: async (inputs) => {
      const { tokens } = await ask<{ tokens: readonly number[] }>({ type: "prepare", ...inputs });
      return tokens;
    },
    tune: (ms) => ask<Setup>({ type: "tune", ms }),
    run: async (ms) => (await ask<{ rate: number }>({ type: "run", ms })).rate,
    vector: async () => (await ask<{ vector: Float32Array }>({ type: "vector" })).vector,
    alone: async (count, pauseMs) =>
      (await ask<{ ms: number }>({ type: "alone", count, pauseMs })).ms,
    stop: () => void child.kill(),
  };
}
