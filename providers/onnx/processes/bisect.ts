import { asError } from "../../../models/errors.ts";
import type { Pass } from "../worker/pass.ts";

/**
 * Runs a batch so that a poisoned input fails alone. When the pass of a batch fails, its inputs
 * are halved until the culprit is alone; when it takes the process down, each input runs alone at
 * once, because every further crash costs a new process. An input alone is tried twice: the first
 * failure may not have been its fault.
 */
export async function isolate<T>(
  inputs: readonly T[],
  run: (inputs: readonly T[]) => Promise<Pass>,
  failure: { isCrash(error: unknown): boolean; isFatal(error: unknown): boolean },
): Promise<Pass> {
  try {
    return await run(inputs);
  } catch (error) {
    if (failure.isFatal(error)) {
      throw error;
    }
    if (inputs.length === 1) {
      return failure.isCrash(error) ? again(inputs) : failed(error);
    }
    return inOrder(failure.isCrash(error) ? singles(inputs) : halves(inputs));
  }

  async function again(alone: readonly T[]): Promise<Pass> {
    try {
      return await run(alone);
    } catch (error) {
      if (failure.isFatal(error)) {
        throw error;
      }
      return failed(error);
    }
  }

  async function inOrder(parts: readonly (readonly T[])[]): Promise<Pass> {
    const passes: Pass[] = [];
    for (const part of parts) {
      passes.push(await isolate(part, run, failure));
    }
    return {
      rows: passes.flatMap(({ rows }) => rows),
      computeMs: passes.reduce((sum, { computeMs }) => sum + computeMs, 0),
    };
  }
}

function failed(error: unknown): Pass {
  return { rows: [asError(error)], computeMs: 0 };
}

function singles<T>(inputs: readonly T[]): T[][] {
  return inputs.map((input) => [input]);
}

function halves<T>(inputs: readonly T[]): (readonly T[])[] {
  const middle = Math.ceil(inputs.length / 2);
  return [inputs.slice(0, middle), inputs.slice(middle)];
}
