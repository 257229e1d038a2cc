import { type CSSProperties, useDeferredValue, useId, useMemo, useState } from "react";
import type { Column, Photo } from "../types.ts";
import type { Place } from "./grid-keys.ts";
import { HeatTable } from "./heat-table.tsx";
import { isScores, ranking } from "./judge.ts";
import { formatCosine, formatScore } from "./numbers.ts";
import { type Range, cosineRange } from "./range.ts";

interface HeatMapProps {
  column: Column;
  photos: readonly Photo[];
  labels: readonly string[];
  /** Whether the cells show their numbers. */
  numbers: boolean;
}

/** Every cosine of one model, in colours between its own lowest and highest. */
export function HeatMap({ column, numbers, ...now }: HeatMapProps) {
  const [pointed, setPlace] = useState<Place | null>(null);
  const title = useId();
  const content = useMemo(
    () => ({ cells: column.cells, photos: now.photos, labels: now.labels }),
    [column.cells, now.photos, now.labels],
  );
  // 10,000 cells take a while: they are made anew when there is nothing more urgent to do. Cells stay
  // with the photos and labels that they are of.
  const { cells, photos, labels } = useDeferredValue(content);
  // Where there are fewer photos or labels now, it may be nowhere.
  const place = pointed && photos[pointed.photo] && labels[pointed.label] ? pointed : null;
  const range = useMemo(() => cosineRange(cells), [cells]);
  return (
    <figure
      className={classOf(labels.length, numbers)}
      style={{ "--labels": labels.length } as CSSProperties}
    >
      <figcaption id={title}>
        <span className="name">{column.model.name}</span>{" "}
        {column.model.name !== column.model.id && <code>{column.model.id}</code>}
      </figcaption>
      {range ? (
        <>
          <Legend range={range} />
          <div className="heat-card">
            <div className="heat-frame">
              <HeatTable
                key={String(numbers)}
                cells={cells}
                photos={photos}
                labels={labels}
                range={range}
                numbers={numbers}
                titleId={title}
                onPlace={setPlace}
              />
            </div>
            <p className="heat-readout" role="status">
              {place
                ? readout(place, { ...column, cells }, photos, labels)
                : "Point at a cell, or move with the arrow keys."}
            </p>
          </div>
        </>
      ) : (
        <p className="absent">{column.problem?.message ?? "No answer yet"}</p>
      )}
    </figure>
  );
}

/** With few labels there is room to write them across. */
const FEW = 12;

function classOf(labels: number, numbers: boolean): string {
  return `heat-map ${labels <= FEW ? "few" : "many"}${numbers ? " numbers" : ""}`;
}

function Legend({ range: { low, high } }: { range: Range }) {
  return (
    <p className="heat-legend">
      <span>cosine {formatCosine(low)}</span>
      <i aria-hidden="true" />
      <span>{formatCosine(high)}</span>
      <span className="heat-best">best label of a photo</span>
    </p>
  );
}

/** `tench.jpg × a fish: cosine 0.312, score 91 %, rank 1 of 10` */
export function readout(
  { photo, label }: Place,
  { cells, activation }: Pick<Column, "cells" | "activation">,
  photos: readonly Photo[],
  labels: readonly string[],
): string {
  const start = `${photos[photo]?.name} × ${labels[label]}: `;
  const cell = cells[photo];
  if (!isScores(cell)) {
    return `${start}${cell ? cell.message : "no answer yet"}`;
  }
  const rank = `rank ${ranking(cell).indexOf(label) + 1} of ${labels.length}`;
  const cosine = `cosine ${formatCosine(cell.similarities[label]!)}`;
  return activation === "COSINE"
    ? `${start}${cosine}, ${rank}`
    : `${start}${cosine}, score ${formatScore(cell.scores[label]!, activation)}, ${rank}`;
}
