import { createRequire } from "node:module";
import { pino, type Logger } from "pino";

/**
 * Structured logs on standard output, one JSON object a line; readable text on a terminal.
 *
 * @param fields more of them, asked for with each line
 */
export function createLog(level: string, fields?: () => object): Logger {
  const pretty = process.stdout.isTTY && level !== "silent" && hasPretty();
  return pino({
    level,
    base: null,
    ...(fields && { mixin: fields }),
    ...(pretty && { transport: { target: "pino-pretty", options: { ignore: "pid,hostname" } } }),
  });
}

/** Only developers install it. */
function hasPretty(): boolean {
  try {
    createRequire(import.meta.url).resolve("pino-pretty");
    return true;
  } catch {
    return false;
  }
}
