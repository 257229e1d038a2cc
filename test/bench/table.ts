import type { RateRow } from "./measure.ts";
import type { TimeRow } from "./one-client.ts";

/** Cells of a table; the first row is its head. */
export type Cells = readonly (readonly string[])[];

export function rateCells(rows: readonly RateRow[]): Cells {
  return [
    [
      "",
      "clients",
      "bare/s",
      "server/s",
      "ratio",
      "p50 ms",
      "p99 ms",
      "CPU ms: server",
      "model",
      "load",
      "bare at its best",
    ],
    ...rows.map(({ name, clients, bareRate, rate, ratio, p50, p99, cpu, setup }) => [
      name,
      String(clients),
      number(bareRate, 0),
      number(rate, 0),
      number(ratio, 2),
      number(p50, 1),
      number(p99, 1),
      number(cpu.server, 2),
      number(cpu.model, 2),
      number(cpu.load, 2),
      `batches of ${setup.batch}${setup.spinning ? ", spinning" : ""}`,
    ]),
  ];
}

export function timeCells(rows: readonly TimeRow[]): Cells {
  return [
    ["", "server ms", "beside", "ms", "times"],
    ...rows.map(({ name, ms, beside, besideMs, times }) => [
      name,
      number(ms, 2),
      beside,
      number(besideMs, 2),
      number(times, 2),
    ]),
  ];
}

/** For the terminal: columns of one width, numbers to the right. */
export function plainTable(cells: Cells): string {
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export function markdownTable([head, ...rows]: Cells): string {
  const line = (row: readonly string[]) => `| ${row.join(" | ")} |`;
  return [line(head!), line(head!.map(() => "---")), ...rows.map(line)].join("\n");
}

/** A dash where nothing could be measured. */
export function number(value: number | undefined, digits: number): string {
  return value === undefined || Number.isNaN(value) ? "–" : value.toFixed(digits);
}
