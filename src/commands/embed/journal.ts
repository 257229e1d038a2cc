import { type FileHandle, open } from "node:fs/promises";
import { deserialize, serialize } from "node:v8";
import { crc32 } from "node:zlib";
import type { OutRow } from "./rows.ts";

/** Blocks of rows on their way to a file that can only be made when all are there. */
export interface Journal {
  /** What it was begun with. */
  readonly begun: unknown;
  /** How many are safely on the disk. */
  readonly rows: number;
  /** All of them are on the disk when it answers; none counts when it throws. */
  append(rows: readonly OutRow[]): Promise<void>;
  /** Block by block, from the first. */
  read(): AsyncGenerator<readonly OutRow[]>;
  close(): Promise<void>;
}

/** Of a frame: its payload's length and checksum, unsigned 32-bit little-endian. */
const frameHeadBytes = 8;

interface Block {
  /** Rows before it. */
  readonly from: number;
  readonly rows: readonly OutRow[];
}

/**
 * A file of frames that only grows: first what it was begun with, then a frame per block. A frame
 * counts when it is whole, its checksum is right and it goes on where the one before ended. Whatever
 * follows the last such frame was torn off by the end of a process, and is cut off here.
 *
 * @param begun for a new journal; one that is there keeps its own
 * @param anew forgets what is there
 * @throws Error of the file system
 */
export async function openJournal(
  path: string,
  begun: unknown,
  { anew = false }: { readonly anew?: boolean } = {},
): Promise<Journal> {
  const file = await open(path, "a+");
  try {
    const journal = anew ? undefined : await readJournal(file);
    if (journal) {
      await file.truncate(journal.end);
      return journalOf(file, journal);
    }
    await file.truncate(0);
    const frame = frameOf(begun);
    await file.appendFile(frame);
    await file.datasync();
    return journalOf(file, { begun, start: frame.length, end: frame.length, rows: 0 });
  } catch (error) {
    await file.close();
    throw error;
  }
}

interface Extent {
  readonly begun: unknown;
  /** Where the first block begins, and where the last one ends, in bytes. */
  readonly start: number;
  readonly end: number;
  readonly rows: number;
}

function journalOf(file: FileHandle, { begun, start, ...extent }: Extent): Journal {
  let { end, rows } = extent;
  return {
    begun,
    get rows() {
      return rows;
    },
    async append(block) {
      const frame = frameOf({ from: rows, rows: block } satisfies Block);
      try {
        await file.appendFile(frame);
        await file.datasync();
      } catch (error) {
        await file.truncate(end).catch(() => {});
        throw error;
      }
      end += frame.length;
      rows += block.length;
    },
    async *read() {
      for await (const block of blocksOf(file, start)) {
        yield block.rows;
      }
    },
    close: () => file.close(),
  };
}

async function readJournal(file: FileHandle): Promise<Extent | undefined> {
  const head = await readFrame(file, 0);
  if (!head) {
    return undefined;
  }
  let [end, rows] = [head.end, 0];
  for await (const block of blocksOf(file, end)) {
    end = block.end;
    rows += block.rows.length;
  }
  return { begun: head.value, start: head.end, end, rows };
}

async function* blocksOf(file: FileHandle, start: number) {
  let [at, next] = [start, 0];
  for (;;) {
    const frame = await readFrame(file, at);
    const block = frame?.value as Block | undefined;
    if (!frame || !block || block.from !== next) {
      return;
    }
    [at, next] = [frame.end, next + block.rows.length];
    yield { rows: block.rows, end: at };
  }
}

/** V8's form of structured clones can be read by later versions, and takes typed arrays as they are. */
function frameOf(value: unknown): Buffer {
  const payload = serialize(value);
  const head = Buffer.alloc(frameHeadBytes);
  head.writeUInt32LE(payload.length, 0);
  head.writeUInt32LE(checksum(payload), 4);
  return Buffer.concat([head, payload]);
}

/** The frame that begins there; undefined where none does, or not all of it. */
async function readFrame(
  file: FileHandle,
  at: number,
): Promise<{ readonly value: unknown; readonly end: number } | undefined> {
  const { size } = await file.stat();
  const head = await readBytes(file, at, frameHeadBytes);
  const length = head?.readUInt32LE(0) ?? 0;
  const end = at + frameHeadBytes + length;
  if (!head || length === 0 || end > size) {
    return undefined;
  }
  const payload = await readBytes(file, at + frameHeadBytes, length);
  if (!payload || checksum(payload) !== head.readUInt32LE(4)) {
    return undefined;
  }
  return { value: deserialize(payload), end };
}

async function readBytes(file: FileHandle, at: number, length: number) {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  return bytesRead === length ? bytes : undefined;
}

/** Begins with the length, so that a wrong one is noticed. */
function checksum(payload: Buffer): number {
  return crc32(payload, payload.length);
}
