import type { CSSProperties } from "react";
import type { HeatMap, HeatRow } from "./heat-maps.ts";
import { numberText } from "./numbers.ts";
import { Photo } from "./photo.tsx";

/** A table, whose cells are the darker the more their number is; the most of a row is bold. */
export function HeatMapView({ map }: { readonly map: HeatMap }) {
  return (
    <>
      <h4>{map.title}</h4>
      <div className="result-table" role="group" aria-label={map.title} tabIndex={0}>
        <table className="heat-map">
          <thead>
            <tr>
              <th scope="col">Photo</th>
              {map.texts.map((text) => (
                <th key={text} scope="col">
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {map.rows.map((row, i) => (
              <tr key={i}>
                <th scope="row">
                  <Photo picture={row.picture} />
                </th>
                <Cells map={map} row={row} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="result-note">
        Colours go from {numberText(map.least, map.meaning)} to {numberText(map.most, map.meaning)}{" "}
        in this table alone. The best text of each photo is bold.
      </p>
    </>
  );
}

function Cells({ map, row }: { readonly map: HeatMap; readonly row: HeatRow }) {
  if (!row.numbers) {
    return (
      <td className="result-problem" colSpan={map.texts.length}>
        {row.problem ?? "No numbers."}
      </td>
    );
  }
  const best = Math.max(...row.numbers);
  return row.numbers.map((number, i) => (
    <td
      key={i}
      className={number === best ? "best" : undefined}
      style={{ "--heat": heatOf(number, map) } as CSSProperties}
    >
      {numberText(number, map.meaning)}
    </td>
  ));
}

/** From 0 to 1. */
function heatOf(number: number, { least, most }: HeatMap): number {
  return most > least ? (number - least) / (most - least) : 0;
}
