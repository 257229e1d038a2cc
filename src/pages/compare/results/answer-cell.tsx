import type { Cell, Column, Photo, Scores } from "../types.ts";
import { isProblem } from "../types.ts";
import { ranking } from "./judge.ts";
import { Mark } from "./mark.tsx";
import { formatScore } from "./numbers.ts";
import { ProblemNote } from "./problem-note.tsx";
import type { Range } from "./range.ts";
import { isWrong } from "./summary.ts";

interface AnswerProps {
  photo: Photo;
  model: Column["model"];
  activation: Column["activation"];
  state: Column["state"];
  cell: Cell | undefined;
  labels: readonly string[];
  /** What an empty and a full bar stand for. */
  range: Range;
  /** How many of the labels to show. */
  shown: number;
  /** The sentence that no label fits, or null. */
  none: string | null;
  onRetry: (photoId: string | null, modelId: string) => void;
}

/** What one model says of one photo. */
export function Answer(props: AnswerProps) {
  const { photo, model, state, cell, shown, none, onRetry } = props;
  if (!cell) {
    return state === "RUNNING" ? <Pending lines={shown} /> : <p className="absent">No answer</p>;
  }
  if (isProblem(cell)) {
    return (
      <ProblemNote
        problem={cell}
        of={`${photo.name} with ${model.name}`}
        onRetry={() => onRetry(photo.id, model.id)}
      />
    );
  }
  return (
    <>
      <Bars {...props} cell={cell} />
      {none && <Mark kind="NONE">{none}</Mark>}
      <Wrong {...props} cell={cell} />
    </>
  );
}

type ScoredProps = AnswerProps & { cell: Scores };

function Bars({ cell, activation, labels, range, shown }: ScoredProps) {
  return (
    <ol className="bars">
      {ranking(cell)
        .slice(0, shown)
        .map((label) => (
          <li key={label} style={{ backgroundSize: sizeOf(cell.scores[label]!, range) }}>
            <span className="label" title={labels[label]}>
              {labels[label]}
            </span>{" "}
            <span className="score">{formatScore(cell.scores[label]!, activation)}</span>
          </li>
        ))}
    </ol>
  );
}

/** A bar's share of the width that the number leaves. */
function sizeOf(score: number, { low, high }: Range): string {
  const share = high > low ? (score - low) / (high - low) : 1;
  return `calc(${share.toFixed(4)} * (100% - var(--number))) 100%`;
}

function Wrong({ photo, cell, labels }: ScoredProps) {
  if (!isWrong(cell, photo, labels)) {
    return null;
  }
  const rank = ranking(cell).findIndex((label) => labels[label] === photo.expected) + 1;
  return (
    <Mark kind="WRONG">
      {`Not as expected: “${photo.expected}” is number ${rank} of ${labels.length}.`}
    </Mark>
  );
}

/** As high as the answer will be, so that nothing jumps. */
function Pending({ lines }: { lines: number }) {
  return (
    <div className="pending">
      <span className="unseen">Waiting</span>
      {Array.from({ length: lines }, (_, line) => (
        <i key={line} aria-hidden="true" />
      ))}
    </div>
  );
}
