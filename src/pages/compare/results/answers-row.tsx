import { memo, useRef } from "react";
import { FileName } from "../file-name.tsx";
import { PhotoPicture } from "../photo-picture.tsx";
import type { Cell, Column, Photo } from "../types.ts";
import { Answer } from "./answer-cell.tsx";
import { camps, disagreement } from "./disagreement.ts";
import { ExpectedLabel } from "./expected-label.tsx";
import { Mark } from "./mark.tsx";
import { useNear } from "./near.ts";
import type { Range } from "./range.ts";

/** What a row needs of its columns besides its own cells. */
type Head = Pick<Column, "model" | "activation" | "state">;

interface RowProps {
  photo: Photo;
  labels: readonly string[];
  heads: readonly Head[];
  /** One per head. */
  cells: readonly (Cell | undefined)[];
  /** One per head: what an empty and a full bar stand for. */
  ranges: readonly Range[];
  /** One per head: the sentence that no label fits, or null. */
  nones: readonly (string | null)[];
  /** How many labels to show. */
  shown: number;
  onRetry: (photoId: string | null, modelId: string) => void;
  onExpect: (photoId: string, label: string | null) => void;
}

/** One photo. An answer that comes in renders its own row, and no other. */
export const AnswersRow = memo(function AnswersRow(props: RowProps) {
  const { photo, labels, heads, cells, ranges, nones, shown, onRetry, onExpect } = props;
  const row = useRef<HTMLTableRowElement>(null);
  const near = useNear(row);
  const differing = disagreement(camps(cells), labels);
  return (
    <tr role="row" ref={row}>
      <th role="rowheader" scope="row">
        <PhotoPicture photo={photo} />
        <div>
          <span className="name" title={photo.name}>
            <FileName name={photo.name} />
          </span>
          <ExpectedLabel photo={photo} labels={labels} onExpect={onExpect} />
          {differing && <Mark kind="DISAGREE">{differing}</Mark>}
        </div>
      </th>
      {heads.map((head, column) => (
        <td role="cell" key={head.model.id}>
          <span className="model">{head.model.name}</span>
          <Answer
            photo={photo}
            model={head.model}
            activation={head.activation}
            state={head.state}
            cell={cells[column]}
            labels={labels}
            range={ranges[column]!}
            shown={near ? shown : Math.min(shown, FAR)}
            none={nones[column] ?? null}
            onRetry={onRetry}
          />
        </td>
      ))}
    </tr>
  );
}, sameRow);

/** Labels of a row that is far from the window: the best are there to be found, the others not yet. */
const FAR = 3;

/** The lists are made anew for each row; what is in them is not. */
function sameRow(before: RowProps, after: RowProps): boolean {
  return (
    before.photo === after.photo &&
    before.labels === after.labels &&
    before.shown === after.shown &&
    before.onRetry === after.onRetry &&
    before.onExpect === after.onExpect &&
    sameItems(before.cells, after.cells) &&
    sameItems(before.nones, after.nones) &&
    sameItems(before.ranges.flatMap(ends), after.ranges.flatMap(ends)) &&
    sameItems(before.heads.flatMap(partsOf), after.heads.flatMap(partsOf))
  );
}

function partsOf({ model, activation, state }: Head): unknown[] {
  return [model, activation, state];
}

function ends({ low, high }: Range): unknown[] {
  return [low, high];
}

function sameItems(before: readonly unknown[], after: readonly unknown[]): boolean {
  return before.length === after.length && before.every((item, i) => item === after[i]);
}
