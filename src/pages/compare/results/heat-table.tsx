import {
  type CSSProperties,
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  memo,
  useLayoutEffect,
  useRef,
} from "react";
import type { Cell, Column, Photo } from "../types.ts";
import { moved } from "./grid-keys.ts";
import type { Place } from "./heat-map.tsx";
import { isScores, ranking } from "./judge.ts";
import { formatCosine } from "./numbers.ts";

interface HeatTableProps {
  cells: Column["cells"];
  photos: readonly Photo[];
  labels: readonly string[];
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
  const { cells, photos, labels, numbers, titleId, onPlace } = props;
  const table = useRef<HTMLTableElement>(null);
  useLayoutEffect(() => {
    if (table.current && !table.current.querySelector("td[tabindex]")) {
      cellAt(table.current, { photo: 0, label: 0 })?.setAttribute("tabindex", "0");
    }
  }, [cells]);
  const show = (event: PointerEvent | FocusEvent) => {
    const place = placeOf(event.target);
    if (place) {
      onPlace(place);
    }
  };
  const move = (event: KeyboardEvent) => {
    const from = placeOf(event.target);
    const to = from && moved(from, event, { photos: photos.length, labels: labels.length });
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
      className={classOf(labels.length, numbers)}
      style={{ "--labels": labels.length } as CSSProperties}
      onPointerOver={show}
      onPointerDown={({ target }) => stopAt(table.current!, target)}
      onFocus={show}
      onKeyDown={move}
    >
      <Labels labels={labels} />
      <tbody role="rowgroup">
        {photos.map((photo, index) => (
          <HeatRow key={photo.id} name={photo.name} cell={cells[index]} labels={labels} />
        ))}
      </tbody>
    </table>
  );
});

/** With few labels there is room to write them across. */
const FEW = 12;

function classOf(labels: number, numbers: boolean): string {
  return `${labels <= FEW ? "few" : "many"}${numbers ? " numbers" : ""}`;
}

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

const HeatRow = memo(function HeatRow(props: {
  name: string;
  cell: Cell | undefined;
  labels: readonly string[];
}) {
  const { name, cell, labels } = props;
  const best = isScores(cell) ? ranking(cell)[0] : undefined;
  return (
    <tr role="row">
      <th role="rowheader" scope="row" title={name}>
        {name}
      </th>
      {labels.map((label, index) =>
        isScores(cell) ? (
          <td
            key={label}
            role="gridcell"
            className={index === best ? "best" : undefined}
            style={{ "--cosine": cell.similarities[index]!.toFixed(4) } as CSSProperties}
          >
            {formatCosine(cell.similarities[index]!)}
          </td>
        ) : (
          <td key={label} role="gridcell" className="absent">
            –
          </td>
        ),
      )}
    </tr>
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
