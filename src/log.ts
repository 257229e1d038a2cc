import { pino, type Logger } from "pino";

/** Structured logs on standard output, one JSON object a line; readable text on a terminal. */
export function createLog(level: string): Logger {
  const pretty = process.stdout.isTTY && level !== "silent";
  return pino({
    level,
    base: null,
    ...(pretty && { transport: { target: "pino-pretty", options: { ignore: "pid,hostname" } } }),
  });
}
