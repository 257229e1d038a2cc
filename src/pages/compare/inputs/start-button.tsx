import { counted } from "../format.ts";
import type { Inputs, Run } from "../run/use-run.ts";

interface StartButtonProps {
  readonly inputs: Inputs;
  readonly most: number | undefined;
  readonly problem: string | null;
  readonly run: Run;
}

/** Starts a comparison, says what is still missing for one, and stops one. */
export function StartButton({ inputs, most, problem, run }: StartButtonProps) {
  const missing = problem ?? whatIsMissing(inputs, most);
  return (
    <div className="start">
      <button
        type="button"
        className="primary"
        disabled={missing !== null}
        onClick={() => run.start(inputs)}
      >
        Compare
      </button>
      {run.running && (
        <button type="button" onClick={run.stop}>
          Stop
        </button>
      )}
      <p role="status">{run.running ? progressOf(run) : (missing ?? sumOf(inputs))}</p>
    </div>
  );
}

function whatIsMissing(
  { photos, labels, models }: Inputs,
  most: number | undefined,
): string | null {
  const lacks = [
    ...(photos.length === 0 ? ["photos"] : []),
    ...(labels.length === 0 ? ["labels"] : []),
    ...(models.length === 0 ? ["a model"] : []),
  ];
  if (lacks.length > 0) {
    return `Still needed: ${lacks.join(", ")}.`;
  }
  return most !== undefined && labels.length > most ? `At most ${most} labels.` : null;
}

function sumOf({ photos, labels, models }: Inputs): string {
  return [
    counted(photos.length, "photo"),
    counted(labels.length, "label"),
    counted(models.length, "model"),
  ].join(" × ");
}

function progressOf({ results }: Run): string {
  const columns = results?.columns ?? [];
  const answered = columns.flatMap(({ cells }) => cells).filter((cell) => cell !== undefined);
  const all = columns.length * (results?.photos.length ?? 0);
  return `${answered.length} of ${all} answers`;
}
