import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { type Cells, markdownTable, plainTable } from "./table.ts";

/** A benchmark's outcome, in the order that it is shown in. */
export interface Outcome {
  readonly tables: readonly Cells[];
  /** What could not be measured, and why; where a picture is. */
  readonly notes: readonly string[];
}

const file = "test/bench/RESULTS.md";

export function show({ tables, notes }: Outcome): string {
  return [...tables.map(plainTable), ...notes].join("\n\n");
}

/** Replaces what RESULTS.md says of this command. */
export function write(command: string, outcome: Outcome): void {
  const [begin, end] = [`<!-- ${command} -->`, "<!-- end -->"];
  const text = readFileSync(file, "utf8");
  const from = text.indexOf(begin);
  if (from < 0) {
    throw new Error(`${file} has no place for "${command}".`);
  }
  const parts = [
    `${new Date().toISOString().slice(0, 10)}, ${machine()}`,
    ...outcome.tables.map(markdownTable),
    ...outcome.notes,
  ];
  const section = [begin, ...parts].join("\n\n");
  writeFileSync(file, `${text.slice(0, from)}${section}\n\n${text.slice(text.indexOf(end, from))}`);
}

export function machine(): string {
  const { version } = JSON.parse(
    readFileSync("node_modules/onnxruntime-node/package.json", "utf8"),
  ) as { version: string };
  const cores = `${availableParallelism()} cores`;
  return `${cpus()[0]!.model}, ${cores}, Node ${process.versions.node}, onnxruntime ${version}`;
}
