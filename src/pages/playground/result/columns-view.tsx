import type { Column, ColumnCell, Columns } from "./columns.ts";
import { HeatMapView } from "./heat-map-view.tsx";
import type { Meaning } from "./numbers.ts";
import { Photo } from "./photo.tsx";
import { ScoreBar } from "./score-bar.tsx";

/** A photo a row, a model a column. */
export function ColumnsView({ drawing }: { readonly drawing: Columns }) {
  const { columns, pictures, agreement, maps, meaning } = drawing;
  return (
    <>
      <div className="result-table" role="group" aria-label="Models side by side" tabIndex={0}>
        <table className="columns">
          <thead>
            <tr>
              <th scope="col">Photo</th>
              {columns.map((column) => (
                <th key={column.model} scope="col">
                  <ColumnHead column={column} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {pictures.map((picture, i) => (
              <tr key={i}>
                <th scope="row">
                  <Photo picture={picture} />
                </th>
                {columns.map((column) =>
                  column.problem === undefined ? (
                    <Cell key={column.model} cell={column.cells[i]} meaning={meaning} />
                  ) : (
                    i === 0 && <Problem key={column.model} column={column} rows={pictures.length} />
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="result-note">
        The best text of each photo, with its {meaning}. Scores and cosines of two models are not on
        one scale.
      </p>
      {agreement.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {maps.map((map) => (
        <HeatMapView key={map.title} map={map} />
      ))}
    </>
  );
}

function ColumnHead({ column }: { readonly column: Column }) {
  return (
    <>
      {column.model}
      {column.facts.length > 0 && <span className="result-note">{column.facts.join(" · ")}</span>}
    </>
  );
}

type CellProps = { readonly cell: ColumnCell | undefined; readonly meaning: Meaning };

function Cell({ cell, meaning }: CellProps) {
  return (
    <td>
      {cell?.best && <ScoreBar {...cell.best} meaning={meaning} />}
      {cell?.problem !== undefined && <span className="result-problem">{cell.problem}</span>}
    </td>
  );
}

/** A model that failed did so for all photos. */
function Problem({ column, rows }: { readonly column: Column; readonly rows: number }) {
  return (
    <td className="result-problem" rowSpan={rows}>
      {column.problem}
    </td>
  );
}
