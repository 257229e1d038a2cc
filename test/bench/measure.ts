import type { BareRuntime, Inputs, Setup } from "./bare-runtime.ts";
import type { CpuMs } from "./cpu.ts";
import { drive, type LoadResult } from "./load.ts";
import type { Bodies, Target } from "./requests.ts";
import { median } from "./statistics.ts";

/** How long a benchmark takes. */
export interface Pace {
  readonly rounds: number;
  /** Of one side in one round. */
  readonly ms: number;
  /** Of one setup of the bare runtime that is tried. */
  readonly tuneMs: number;
}

/** Throughput beside the bare runtime; medians of the rounds. */
export interface RateRow {
  readonly name: string;
  readonly clients: number;
  readonly bareRate: number;
  readonly setup: Setup;
  readonly rate: number;
  /** Of a round's two rates: a machine whose speed drifts changes both. */
  readonly ratio: number;
  /** An input. */
  readonly cpu: CpuMs;
  readonly p50: number;
  readonly p99?: number;
}

export interface Load {
  readonly inputs: Inputs;
  readonly clients: number;
  /** Who is asked for them, each in turn beside the bare runtime. */
  readonly contenders: readonly Contender[];
}

export interface Contender {
  readonly name: string;
  readonly target: Target;
  readonly bodies: Bodies;
}

/** In each round, the bare runtime and then each contender; every second round in reverse. */
export async function measureLoad(
  { inputs, clients, contenders }: Load,
  bare: BareRuntime,
  pace: Pace,
): Promise<RateRow[]> {
  await bare.prepare(inputs);
  const setup = await bare.tune(pace.tuneMs);
  const bareRates: number[] = [];
  const results = contenders.map((): LoadResult[] => []);
  const turns = [
    async () => void bareRates.push(await bare.run(pace.ms)),
    ...contenders.map(({ target, bodies }, i) => async () => {
      results[i]!.push(await drive(target, bodies, { clients, ms: pace.ms }));
    }),
  ];
  for (const { target, bodies } of contenders) {
    // Who has just started runs JavaScript that is not compiled yet.
    await drive(target, bodies, { clients, ms: 2 * pace.ms });
  }
  for (let round = 0; round < pace.rounds; round++) {
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) {
      await turn();
    }
  }
  return contenders.map(({ name }, i) => ({
    name,
    clients,
    setup,
    ...summary(results[i]!, bareRates),
  }));
}

/** Medians of results and of what the bare runtime did in the same rounds. */
export function summary<Result extends Omit<LoadResult, "p99"> & { readonly p99?: number }>(
  results: readonly Result[],
  bareRates: readonly number[],
) {
  const of = (pick: (result: Result) => number | undefined) =>
    median(results.map((result) => pick(result) ?? Number.NaN));
  return {
    bareRate: median(bareRates),
    rate: of(({ rate }) => rate),
    ratio: median(results.map(({ rate }, round) => rate / bareRates[round]!)),
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
    cpu: {
      server: of(({ cpu }) => cpu.server),
      model: of(({ cpu }) => cpu.model),
      load: of(({ cpu }) => cpu.load),
    },
  };
}
