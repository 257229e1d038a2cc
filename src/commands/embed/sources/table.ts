import type { RowError } from "../rows.ts";

/** A file of rows, each with one thing to embed. */
export interface Table {
  /** Their names; undefined where a row is a value itself. */
  readonly columns: readonly string[] | undefined;
  /** The same cells at every call. @param from rows to skip */
  read(pick: Pick, from: number): AsyncIterable<Cell>;
  /** Where that takes no more than a glance. */
  readonly rows?: number;
}

export interface Pick {
  readonly column: string | undefined;
  readonly keyColumn: string | undefined;
}

export interface Cell {
  /** Empty where the key's column is: a number in its place may be another row's key. */
  readonly key: string;
  readonly value: string | null;
  /** Why a row that is there cannot be read. */
  readonly problem?: RowError;
}

/** No line or row is longer: a quote that is never closed would take the rest of the file. */
export const longestRow = 16_000_000;
