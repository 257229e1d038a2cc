/** One thing to embed. */
export interface Item {
  /** What the output calls it: the path relative to the input, the value of --key's column, or the number of the row. */
  readonly key: string;
  readonly source: Source;
}

export type Source =
  | { readonly path: string }
  | { readonly url: string }
  | { readonly text: string }
  /** Nothing to embed, and why. */
  | { readonly problem: RowError };

/** What came of an item: a vector, or an error. */
export interface OutRow {
  readonly key: string;
  readonly vector?: Float32Array;
  /** Whether the text was longer than the model's context. */
  readonly truncated: boolean;
  readonly error?: RowError;
}

export interface RowError {
  /** One of the gateway's codes, or of the client's own. */
  readonly code: string;
  readonly message: string;
}

/** What a reader of the output has to know of all its vectors. */
export interface Head {
  readonly model: string;
  readonly space: string;
  /** Of the model's weights; null where nobody tells. */
  readonly revision: string | null;
  readonly dimensions: number;
  readonly purpose: "DOCUMENT" | "QUERY";
  /** Of the texts; read off each of them when left out. */
  readonly language?: string;
}

/** A sequence of items that is the same at every call, read lazily and in constant memory. */
export interface Items {
  readonly modality: "IMAGE" | "TEXT";
  /** @param from how many to skip */
  read(from: number): AsyncIterable<Item>;
  /** Where that is cheap to know. */
  count?(): Promise<number>;
  /** What they were made of; a run that goes on must have the same. */
  readonly fingerprint: string;
}

/** A file that grows by whole blocks and survives a kill -9. */
export interface Sink {
  /** Rows that are safely there. */
  readonly done: number;
  /** One block: all of its rows are there, or none. Rows come in the order of the items. */
  write(rows: readonly OutRow[]): Promise<void>;
  /** The file is complete, and where it belongs. */
  finish(): Promise<void>;
  /** Without finishing: what was written stays for the next run. */
  close(): Promise<void>;
}

/**
 * By the extension of `path`: .parquet, .jsonl, .npy. Without `restart`, goes on with what an
 * unfinished run has left there.
 *
 * @throws Error when the path is of another kind, is complete already, or was begun with another
 *   head or fingerprint; its message says what to do (`--restart`)
 */
export type OpenSink = (path: string, head: Head, resume: Resume) => Promise<Sink>;

export interface Resume {
  /** Of the items. */
  readonly fingerprint: string;
  /** Begins anew, whatever is there. */
  readonly restart?: boolean;
}

/** A Parquet file as a source: its columns and its number of rows, from the footer alone. */
export type ReadParquetShape = (
  file: string,
) => Promise<{ readonly columns: readonly string[]; readonly rows: number }>;

/**
 * Values of one column of strings, in the order of the rows, in constant memory.
 *
 * @param options.from rows to skip, without reading their row groups
 * @throws Error when there is no such column, or it holds no strings
 */
export type ReadParquetColumn = (options: {
  readonly file: string;
  readonly column: string;
  /** Numbers and strings; the number of the row, from 0, when left out. */
  readonly keyColumn?: string | undefined;
  readonly from: number;
}) => AsyncIterable<{ readonly key: string; readonly value: string | null }>;
