import type { Holdings } from "./observations.ts";
import type { Report } from "./report.ts";

/** The report for people: a table of a screen, and why it failed. */
export function reportText(report: Report): string {
  const { options, rows, start, peak, end, latency, connections } = report;
  const counts = (of: Readonly<Record<string, number>>) =>
    Object.entries(of)
      .map(([name, count]) => `${name} ${count}`)
      .join(", ") || "none";
  const held = (name: string, what: keyof Holdings, unit = "") =>
    line(
      name,
      `${start[what]}${unit} at the start, ${peak[what]} at most, ${end[what]} at the end`,
    );

  return [
    `${Math.round(report.seconds)} s, ${options.clients} clients, seed ${options.seed}: ${report.rowsPerMinute} rows a minute`,
    line("rows", counts(rows)),
    line("codes", counts(report.codes)),
    line("faults", counts(report.faults)),
    line("connections", counts({ ...connections })),
    ...Object.entries(latency).map(([name, { count, p50, p95, p99 }]) =>
      line(name, `${count} requests, p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms`),
    ),
    line("/health", `${report.longestHealthMs} ms at most`),
    held("server", "serverMb", " MB"),
    held("models", "childrenMb", " MB"),
    held("descriptors", "descriptors"),
    held("processes", "processes"),
    held("files", "files"),
    ...section(
      "Answers to faults",
      Object.entries(report.answersToFaults).map(([a, n]) => `${n} × ${a}`),
    ),
    ...section("Not as it must be", report.examples),
    ...section("Unexpected errors in the log", report.internal),
    ...section("FAILED", report.failures),
    ...(report.failures.length > 0
      ? [`\nThe server's log is in ${report.directory}.`]
      : ["\nPassed."]),
  ].join("\n");
}

const line = (name: string, text: string) => `${name.padEnd(16)}${text}`;

function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? ["", title, ...lines.map((text) => `  ${text}`)] : [];
}
