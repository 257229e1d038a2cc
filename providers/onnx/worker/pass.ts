import type { Pass } from "../../provider.ts";
import type { Graph } from "./graph.ts";
import type { Note } from "./spans.ts";

/** A tower that is ready to run. */
export interface RunTower<T> {
  /** Inputs of every pass where the graph fixes it. */
  readonly batch: number | undefined;
  /** Its time is that of preparing and running, without waiting for others. */
  run(inputs: readonly T[], note?: Note): Promise<Required<Pass>>;
}

export function batchOf(graph: Graph): number | undefined {
  const batch = graph.inputs[0]!.shape[0];
  return typeof batch === "number" && batch > 0 ? batch : undefined;
}

/** An attribute of the spans of its runs. */
export function runBy(graph: Graph): Readonly<Record<string, string>> {
  return graph.runBy ? { "parallax.run_by": graph.runBy } : {};
}

/** Runs any number of inputs: in passes of one where the graph's batch is fixed at one. */
export async function runAll<T>(
  tower: RunTower<T>,
  inputs: readonly T[],
  note?: Note,
): Promise<Required<Pass>> {
  if (tower.batch === undefined) {
    return tower.run(inputs, note);
  }
  if (tower.batch !== 1) {
    throw new Error(`the graph's batch is fixed at ${tower.batch}; only 1 or none is supported`);
  }
  const passes: Required<Pass>[] = [];
  for (const input of inputs) {
    passes.push(await tower.run([input], note));
  }
  return {
    rows: passes.flatMap((pass) => pass.rows),
    computeMs: passes.reduce((sum, pass) => sum + pass.computeMs, 0),
  };
}
