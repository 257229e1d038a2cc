import { Histogram, type Registry } from "prom-client";

const milliseconds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000];

export interface DurationOptions {
  /** Without its unit. */
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  /** Those that the metric in milliseconds had; all of them when left out. */
  readonly oldLabelNames?: readonly string[];
  readonly registers: Registry[];
}

/** A histogram in seconds and, for one more release, its predecessor in milliseconds. */
export function createDurations({ name, help, registers, ...options }: DurationOptions) {
  const { labelNames, oldLabelNames = labelNames } = options;
  const inSeconds = new Histogram({
    name: `${name}_seconds`,
    help,
    labelNames: [...labelNames],
    buckets: milliseconds.map((ms) => ms / 1000),
    registers,
  });
  const inMilliseconds = new Histogram({
    name: `${name}_ms`,
    help: `Deprecated: use ${name}_seconds; gone in the next release`,
    labelNames: [...oldLabelNames],
    buckets: milliseconds,
    registers,
  });
  return {
    observeMs(labels: Readonly<Record<string, string>>, ms: number): void {
      inSeconds.observe(labels, ms / 1000);
      const old = oldLabelNames.map((name) => [name, labels[name]!]);
      inMilliseconds.observe(Object.fromEntries(old), ms);
    },
  };
}
