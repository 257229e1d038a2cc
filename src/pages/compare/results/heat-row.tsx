import { type CSSProperties, memo } from "react";
import type { Cell } from "../types.ts";
import { isScores, ranking } from "./judge.ts";
import { formatCosine } from "./numbers.ts";
import type { Range } from "./range.ts";

interface HeatRowProps {
  name: string;
  cell: Cell | undefined;
  labels: readonly string[];
  range: Range;
  /** Whether the cells show their numbers; without, they are there to be read out. */
  numbers: boolean;
}

/** One photo. Its colours are one background of the row: a style for each cell is slow to apply. */
export const HeatRow = memo(function HeatRow(props: HeatRowProps) {
  const { name, cell, labels, range, numbers } = props;
  const head = (
    <th role="rowheader" scope="row" title={name}>
      {name}
    </th>
  );
  if (!isScores(cell)) {
    return (
      <tr role="row" className="absent">
        {head}
        {labels.map((label) => (
          <td key={label} role="gridcell">
            –
          </td>
        ))}
      </tr>
    );
  }
  const best = ranking(cell)[0];
  const warmths = Array.from(cell.similarities, (cosine) => warmthOf(cosine, range));
  return (
    <tr role="row" style={{ "--colours": colours(warmths) } as CSSProperties}>
      {head}
      {labels.map((label, index) => {
        const cosine = formatCosine(cell.similarities[index]!);
        return (
          <td
            key={label}
            role="gridcell"
            aria-label={numbers ? undefined : cosine}
            className={classOf(warmths[index]!, index === best)}
          >
            {numbers && cosine}
          </td>
        );
      })}
    </tr>
  );
}, sameRow);

function sameRow(before: HeatRowProps, after: HeatRowProps): boolean {
  return (
    before.name === after.name &&
    before.cell === after.cell &&
    before.labels === after.labels &&
    before.numbers === after.numbers &&
    before.range.low === after.range.low &&
    before.range.high === after.range.high
  );
}

/** A whole percentage, of which 0 is a model's lowest cosine and 100 its highest. */
function warmthOf(cosine: number, { low, high }: Range): number {
  return high > low ? Math.round(((cosine - low) / (high - low)) * 100) : 0;
}

/** Stripes of one width, from side to side. */
function colours(warmths: readonly number[]): string {
  const edge = (index: number) => `${((index / warmths.length) * 100).toFixed(3)}%`;
  const stripes = warmths.map(
    (warmth, index) =>
      `color-mix(in oklab, var(--heat) ${warmth}%, var(--card)) ${edge(index)} ${edge(index + 1)}`,
  );
  return `linear-gradient(to right, ${stripes.join(", ")})`;
}

/**
 * From these on, black letters have a contrast of 4.5 in the dark theme, and white ones in the light
 * theme; they are made of the theme's colours `--heat` and `--card`.
 */
const [WARM, HOT] = [73, 84];

function classOf(warmth: number, best: boolean): string | undefined {
  const heat = warmth >= HOT ? "hot" : warmth >= WARM ? "warm" : "";
  return [heat, best ? "best" : ""].filter(Boolean).join(" ") || undefined;
}
