import { openSync, readSync } from "node:fs";

/** When a replica went without the shared store, as its own log says: on a busy machine also by itself. */
export interface StoreLog {
  /** Was it without at some moment of this span, by `performance.now()`? */
  wasGone(span: { readonly from: number; readonly to: number }): boolean;
}

/** A time that the log tells is later than what it tells of. */
const lateMs = 200;

/** @param onGone called with the time at which it noticed */
export function readStoreLog(file: string, onGone: (at: number) => void): StoreLog {
  const log = openSync(file, "r");
  const buffer = Buffer.alloc(1 << 16);
  const absences: { readonly from: number; to: number }[] = [];
  let rest = "";

  function readOn(): void {
    for (let bytes = -1; bytes !== 0;) {
      bytes = readSync(log, buffer);
      rest += buffer.toString("latin1", 0, bytes);
    }
    const lines = rest.split("\n");
    rest = lines.pop()!;
    for (const line of lines.filter((line) => line.includes('"the shared store is'))) {
      const { time, msg } = JSON.parse(line) as { time: number; msg: string };
      const at = time - performance.timeOrigin;
      const last = absences.at(-1);
      if (msg.startsWith("the shared store is gone")) {
        absences.push({ from: at - lateMs, to: Infinity });
        onGone(at);
      } else if (last) {
        last.to = Math.min(last.to, at + lateMs);
      }
    }
  }

  return {
    wasGone({ from, to }) {
      readOn();
      return absences.some((absence) => absence.from <= to && absence.to >= from);
    },
  };
}
