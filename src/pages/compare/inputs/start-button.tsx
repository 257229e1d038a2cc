import { counted } from "../../shared/numbers.ts";
import type { Inputs, Run } from "../run/use-run.ts";

interface StartButtonProps {
  readonly inputs: Inputs;
  /** What a comparison still lacks, for people to read. */
  readonly missing: string | null;
  readonly run: Run;
  readonly start: () => void;
}

/** Starts a comparison, says what is still missing for one, and stops one. */
export function StartButton({ inputs, missing, run, start }: StartButtonProps) {
  return (
    <div className="start">
      <button type="button" className="primary" disabled={missing !== null} onClick={start}>
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
