import {
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  memo,
  useLayoutEffect,
  useRef,
} from "react";
import type { Column, Photo } from "../types.ts";
import { type Place, moved } from "./grid-keys.ts";
import { HeatRow } from "./heat-row.tsx";
import { useParts } from "./parts.ts";
import type { Range } from "./range.ts";

interface HeatTableProps {
  cells: Column["cells"];
  photos: readonly Photo[];
  labels: readonly string[];
  range: Range;
  /** Whether the cells show their numbers. */
  numbers: boolean;
  /** The element that names the table. */
  titleId: string;
  /** Called for the cell that is pointed at or has the focus. */
  onPlace: (place: Place) => void;
}

/**
 * A grid as ARIA knows it: one tab stop, and arrow keys between the cells. The table listens for all
 * of them, and moves the tab stop in the document by itself, so that a move renders nothing.
 */
export const HeatTable = memo(function HeatTable(props: HeatTableProps) {
  const { cells, photos, labels, range, numbers, titleId, onPlace } = props;
  const table = useRef<HTMLTableElement>(null);
  const made = useParts(photos.length, Math.ceil(CELLS / labels.length));
  useLayoutEffect(() => {
    // At first, and when the cell that had it is gone.
    if (!table.current!.querySelector("td[tabindex]")) {
      cellAt(table.current!, { photo: 0, label: 0 })?.setAttribute("tabindex", "0");
    }
  });
  const show = (event: PointerEvent | FocusEvent) => {
    const place = placeOf(event.target);
    if (place) {
      onPlace(place);
    }
  };
  const move = (event: KeyboardEvent) => {
    const from = placeOf(event.target);
    const to = from && moved(from, event, { photos: made, labels: labels.length });
    const target = to && table.current && cellAt(table.current, to);
    if (target) {
      event.preventDefault();
      stopAt(table.current!, target);
      target.focus();
    }
  };
  return (
    <table
      ref={table}
      role="grid"
      aria-labelledby={titleId}
      aria-readonly="true"
      onPointerOver={show}
      onPointerDown={({ target }) => stopAt(table.current!, target)}
      onFocus={show}
      onKeyDown={move}
    >
      <Labels labels={labels} />
      <tbody role="rowgroup">
        {photos.slice(0, made).map((photo, index) => (
          <HeatRow
            key={photo.id}
            name={photo.name}
            cell={cells[index]}
            labels={labels}
            range={range}
            numbers={numbers}
          />
        ))}
      </tbody>
    </table>
  );
});

/** How many are made at a time. */
const CELLS = 400;

const Labels = memo(function Labels({ labels }: { labels: readonly string[] }) {
  return (
    <thead role="rowgroup">
      <tr role="row">
        <td role="gridcell" />
        {labels.map((label) => (
          <th key={label} role="columnheader" scope="col" title={label}>
            <span>{label}</span>
          </th>
        ))}
      </tr>
    </thead>
  );
});

/** Of a cell in the body; null for anything else. */
function placeOf(target: EventTarget): Place | null {
  const cell = target instanceof Element ? target.closest("tbody td") : null;
  const row = cell?.parentElement as HTMLTableRowElement | null | undefined;
  if (!cell || !row) {
    return null;
  }
  return { photo: row.sectionRowIndex, label: (cell as HTMLTableCellElement).cellIndex - 1 };
}

function cellAt(table: HTMLTableElement, { photo, label }: Place): HTMLElement | null {
  return table.tBodies[0]?.rows[photo]?.cells[label + 1] ?? null;
}

/** Makes a cell the one that the tab key comes to. */
function stopAt(table: HTMLTableElement, target: EventTarget): void {
  const cell = target instanceof Element ? target.closest("tbody td") : null;
  if (cell) {
    table.querySelector("td[tabindex]")?.removeAttribute("tabindex");
    cell.setAttribute("tabindex", "0");
  }
}
