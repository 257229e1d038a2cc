import { numberText } from "./numbers.ts";
import type { Meaning } from "./numbers.ts";

type Props = { readonly label: string; readonly score: number; readonly meaning: Meaning };

/** A label with its number, and a bar from 0 to 1 that shows the same. */
export function ScoreBar({ label, score, meaning }: Props) {
  const width = `${Math.min(1, Math.max(0, score)) * 100}%`;
  return (
    <span className="score">
      <span className="score-label">{label}</span>
      <span className="score-number">{numberText(score, meaning)}</span>
      <span className="score-bar" aria-hidden="true">
        <span style={{ width }} />
      </span>
    </span>
  );
}
