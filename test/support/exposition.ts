/** What a page for Prometheus has: the labels and the values of each sample, by its name. */
export interface Exposition {
  readonly help: ReadonlyMap<string, string>;
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export function readExposition(text: string): Exposition {
  const help = new Map<string, string>();
  const samples: Sample[] = [];
  for (const line of text.split("\n")) {
    const [, about, words] = /^# HELP (\S+) (.*)$/.exec(line) ?? [];
    if (about !== undefined) {
      help.set(about, words!);
    }
    const [, name, labels = "", value] = /^([a-z_]\w*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name !== undefined) {
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
      const entries = pairs.map(([, label, text]) => [label!, text!] as const);
      samples.push({ name, labels: Object.fromEntries(entries), value: Number(value) });
    }
  }
  return { help, samples };
}
