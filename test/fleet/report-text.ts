import { plainTable } from "../bench/table.ts";
import type { Latency } from "./act.ts";
import { mostPoints } from "./act.ts";
import type { Report } from "./campaign.ts";

/** The report for people: what clients got, a row for each act, and why it failed. */
export function reportText({ options, seconds, tally, ends, acts, failures, directory }: Report) {
  const ms = ({ p50, p99, count }: Latency) =>
    count > 0 ? `${Math.round(p50)} / ${Math.round(p99)}` : "none";
  const head = [
    ...["harm", "requests", "new inputs", "computed", "explained", "points", "at most"],
    ...["p50 / p99 ms before", "during", "after"],
  ];
  const rows = acts.map((act) => [
    act.name,
    ...[act.requests, act.distinct, act.computed, act.explained].map(String),
    ...[act.points.answered, mostPoints(act)].map(String),
    ...[act.latency.before, act.latency.during, act.latency.after].map(ms),
  ]);
  const outcomes = ["right", "excused", "misaligned", "wrong", "lost", "wrong code", "INTERNAL"];
  const counts = (pairs: readonly (readonly [string, number])[]) =>
    pairs.map(([name, count]) => `${name} ${count}`).join(", ");
  return [
    `${Math.round(seconds)} s, ${options.replicas} replicas, ${options.clients} clients, seed ${options.seed}`,
    `rows      ${counts(outcomes.map((each) => [each, tally.count(each as "right")]))}`,
    `codes     ${counts(Object.entries(tally.codes)) || "none"}`,
    `requests  ${counts(Object.entries(ends))}`,
    "",
    plainTable([head, ...rows]),
    ...section("Not as it must be", tally.examples),
    ...section("FAILED", failures),
    failures.length > 0 ? `\nLogs are in ${directory}.` : "\nPassed.",
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? ["", title, ...lines.map((text) => `  ${text}`)] : [];
}
