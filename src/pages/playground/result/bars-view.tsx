import type { BarRow, Bars } from "./bars.ts";
import { Photo } from "./photo.tsx";
import { ScoreBar } from "./score-bar.tsx";

/** A photo a row, its best labels as bars beside it. */
export function BarsView({ drawing }: { readonly drawing: Bars }) {
  return (
    <ul className="bars">
      {drawing.rows.map((row, i) => (
        <li key={i}>
          <Photo picture={row.picture} />
          <Labels row={row} />
        </li>
      ))}
    </ul>
  );
}

function Labels({ row: { bars, more, problem } }: { readonly row: BarRow }) {
  if (problem !== undefined) {
    return <p className="result-problem">{problem}</p>;
  }
  return (
    <ol>
      {bars.map(({ label, score }) => (
        <li key={label}>
          <ScoreBar label={label} score={score} meaning="score" />
        </li>
      ))}
      {more > 0 && <li className="result-note">and {more} more, less likely</li>}
    </ol>
  );
}
