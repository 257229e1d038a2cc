import { type CSSProperties, useMemo, useState } from "react";
import type { Column, Results } from "../types.ts";
import { expectationsOf } from "./accuracy.ts";
import { AnswersRow } from "./answers-row.tsx";
import { ColumnHead } from "./column-head.tsx";
import { backgroundOf, isScores, noneFits } from "./judge.ts";
import { useParts } from "./parts.ts";
import { barRange } from "./range.ts";
import { summaryOf, verdictOf } from "./summary.ts";

interface AnswersTableProps {
  results: Results;
  /** Labels a photo, until the visitor asks for all. */
  topK?: number;
  /** Asks one model again for one photo; for all of them if the photo is null. */
  onRetry: (photoId: string | null, modelId: string) => void;
  onExpect: (photoId: string, label: string | null) => void;
}

/** One row a photo, one column a model. Give it functions that stay the same: rows are memoised. */
export function AnswersTable(props: AnswersTableProps) {
  const { results, topK = 3, onRetry, onExpect } = props;
  const { photos, labels, columns } = results;
  const [all, setAll] = useState(false);
  const shown = all ? labels.length : Math.min(topK, labels.length);
  const nones = useMemo(() => columns.map((column) => nonesOf(column, labels)), [columns, labels]);
  const verdicts = useMemo(() => {
    const { expected } = expectationsOf(photos, labels);
    return columns.map((column, i) => verdictOf(column, expected, nones[i]!));
  }, [columns, photos, labels, nones]);
  return (
    <section className="answers">
      <div className="answers-tools">
        <p>{useMemo(() => summaryOf(results), [results])}</p>
        {labels.length > topK && (
          <label>
            <input
              type="checkbox"
              checked={all}
              onChange={({ target }) => setAll(target.checked)}
            />
            Show all {labels.length}
          </label>
        )}
      </div>
      <div className="answers-frame" data-columns={columns.length}>
        <table
          role="table"
          aria-label="Results"
          style={{ "--columns": columns.length, "--shown": shown } as CSSProperties}
        >
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">
                Photo
              </th>
              {columns.map((column, i) => (
                <ColumnHead
                  key={column.model.id}
                  column={column}
                  verdict={verdicts[i]!}
                  onRetry={() => onRetry(null, column.model.id)}
                />
              ))}
            </tr>
          </thead>
          <Rows
            key={String(all)}
            results={results}
            nones={nones}
            shown={shown}
            onRetry={onRetry}
            onExpect={onExpect}
          />
        </table>
      </div>
    </section>
  );
}

type RowsProps = Pick<AnswersTableProps, "results" | "onRetry" | "onExpect"> & {
  /** Per column and photo: the sentence that no label fits, or null. */
  nones: readonly (readonly (string | null)[])[];
  shown: number;
};

/** Made anew for another number of labels: the browser remembers how high the rows were. */
function Rows({ results, nones, shown, onRetry, onExpect }: RowsProps) {
  const { photos, labels, columns } = results;
  const made = useParts(photos.length, ROWS);
  const ranges = useMemo(() => columns.map(barRange), [columns]);
  return (
    <tbody role="rowgroup">
      {photos.slice(0, made).map((photo, index) => (
        <AnswersRow
          key={photo.id}
          photo={photo}
          labels={labels}
          heads={columns}
          cells={columns.map(({ cells }) => cells[index])}
          ranges={ranges}
          nones={nones.map((column) => column[index] ?? null)}
          shown={shown}
          onRetry={onRetry}
          onExpect={onExpect}
        />
      ))}
    </tbody>
  );
}

/** Rows that are made at a time: more than a window shows. */
const ROWS = 12;

function nonesOf(column: Column, labels: readonly string[]): (string | null)[] {
  const background = backgroundOf(column);
  return column.cells.map((cell) =>
    isScores(cell) ? noneFits(cell, labels, column.activation, background) : null,
  );
}
