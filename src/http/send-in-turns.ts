import type { ServerResponse } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";

/**
 * Counts and writes a large answer in parts, so that everybody else has a turn between two of them.
 * Nobody waits for the client to read them: that may take longer than the request's deadline, and the
 * socket has a time limit of its own.
 */
export async function sendInTurns(response: ServerResponse, text: string): Promise<void> {
  const parts = partsOf(text);
  let bytes = 0;
  for (const [i, part] of parts.entries()) {
    bytes += Buffer.byteLength(part);
    if (i < parts.length - 1) {
      await nextTurn();
    }
  }
  response.setHeader("content-length", bytes);
  const last = parts.pop();
  for (const part of parts) {
    response.write(part);
    await nextTurn();
  }
  response.end(last);
}

/** Characters that are handled at one go: some milliseconds. */
const charactersAtOnce = 1_000_000;

function partsOf(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  do {
    let to = from + charactersAtOnce;
    // Not between the two halves of a character.
    const half = text.charCodeAt(to - 1);
    to += half >= 0xd800 && half <= 0xdbff ? 1 : 0;
    parts.push(text.slice(from, to));
    from = to;
  } while (from < text.length);
  return parts;
}
