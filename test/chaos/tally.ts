/** What became of an input whose client waited for it. */
export type Outcome =
  /** Its own reference. */
  | "right"
  /** The reference of another input. */
  | "misaligned"
  /** A row that is no reference, or a row where there should be none. */
  | "wrong"
  /** Neither a row nor an error. */
  | "lost"
  /** Poisoned, and refused with its own code. */
  | "refused"
  /** An error that a fault explains, and that says to try again. */
  | "excused"
  /** Any other error. */
  | "wrong code"
  | "INTERNAL";

export interface Tally {
  /** @param detail what to print about an outcome that should not be */
  add(outcome: Outcome, detail?: string, inputs?: number): void;
  /** Errors by their code, of refused and excused inputs. */
  addCode(code: string, inputs?: number): void;
  count(outcome: Outcome): number;
  readonly codes: Readonly<Record<string, number>>;
  /** The first of each outcome that should not be. */
  readonly examples: readonly string[];
}

const shownOfEach = 8;

export function createTally(): Tally {
  const counts = new Map<Outcome, number>();
  const codes: Record<string, number> = {};
  const examples: string[] = [];
  const shown = new Map<Outcome, number>();
  return {
    add(outcome, detail, inputs = 1) {
      counts.set(outcome, (counts.get(outcome) ?? 0) + inputs);
      const before = shown.get(outcome) ?? 0;
      if (detail !== undefined && before < shownOfEach) {
        shown.set(outcome, before + 1);
        examples.push(`${outcome}: ${detail}`);
      }
    },
    addCode(code, inputs = 1) {
      codes[code] = (codes[code] ?? 0) + inputs;
    },
    count: (outcome) => counts.get(outcome) ?? 0,
    codes,
    examples,
  };
}
