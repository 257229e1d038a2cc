import type { Column } from "../types.ts";
import { isProblem } from "../types.ts";
import { statusText } from "../model-words.ts";
import { scoredBy } from "./numbers.ts";
import { ProblemNote } from "./problem-note.tsx";

/** A model, how its scores are made, and how far it is. */
export function ColumnHead(props: { column: Column; verdict: string; onRetry: () => void }) {
  const { column, verdict, onRetry } = props;
  const { model, activation, problem } = column;
  return (
    // Its short name is read with every cell below it; the rest is there to be walked to.
    <th role="columnheader" scope="col" aria-label={`${model.name}, ${model.id}`}>
      <span className="name">{model.name}</span>
      {model.name !== model.id && <code>{model.id}</code>}
      <span className="scored">{scoredBy[activation]}</span>
      {problem ? (
        <ProblemNote problem={problem} of={model.name} onRetry={onRetry} />
      ) : (
        <Progress column={column} />
      )}
      {verdict && <span className="verdict">{verdict}</span>}
    </th>
  );
}

function Progress({ column }: { column: Column }) {
  const { cells, state, model } = column;
  const { status, progress } = model.availability;
  if (state === "RUNNING" && status === "DOWNLOADING") {
    return (
      <span className="progress">
        <progress value={progress ?? 0} aria-label={`Download of ${model.name}`} />
        {statusText(model)}
      </span>
    );
  }
  const done = cells.filter((cell) => cell !== undefined).length;
  const failed = cells.filter((cell) => cell && isProblem(cell)).length;
  return (
    <span className="progress">
      {state === "RUNNING" && (
        <progress max={cells.length} value={done} aria-label={`Progress of ${model.name}`} />
      )}
      {progressOf(state, done, cells.length)}
      {failed > 0 && `, ${failed} failed`}
    </span>
  );
}

function progressOf(state: Column["state"], done: number, count: number): string {
  switch (state) {
    case "RUNNING":
      return `${done} of ${count}`;
    case "STOPPED":
      return `Stopped at ${done} of ${count}`;
    case "DONE":
      return count === 1 ? "1 photo" : `${count} photos`;
  }
}
