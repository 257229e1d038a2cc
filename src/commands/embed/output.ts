import type { FileHandle } from "node:fs/promises";
import { extname } from "node:path";
import { WrongUsage } from "../command.ts";
import { writeJsonl, writeKeys } from "./jsonl-file.ts";
import { writeNpy } from "./npy-file.ts";
import { writeParquet } from "./parquet-file.ts";
import type { Head, OutRow } from "./rows.ts";

/** A finished file, made from all rows in one go and in constant memory. */
export interface Output {
  readonly path: string;
  write(file: FileHandle, content: Content): Promise<void>;
}

export interface Content {
  readonly head: Head;
  /** Of the items. */
  readonly fingerprint: string;
  readonly count: number;
  /** All rows, in blocks. Each call begins at the first. */
  read(): AsyncIterable<readonly OutRow[]>;
}

/** The files that are made for one `--out`, that one last. @throws WrongUsage for an unknown extension */
export function outputsOf(path: string): readonly Output[] {
  switch (extname(path).toLowerCase()) {
    case ".parquet":
      return [{ path, write: writeParquet }];
    case ".jsonl":
      return [{ path, write: writeJsonl }];
    case ".npy":
      return [
        { path: `${path.slice(0, -".npy".length)}.keys.jsonl`, write: writeKeys },
        { path, write: writeNpy },
      ];
    default:
      throw new WrongUsage(`--out ${path}: its name must end in .parquet, .jsonl or .npy.`);
  }
}
