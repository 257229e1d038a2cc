import type { Model } from "../../models/model.ts";
import { type ModelWeights, terminalProgress } from "../../providers/onnx/index.ts";
import type { Terminal } from "./command.ts";

/**
 * The directories of a model of the hub; what lacks is downloaded first, with progress on the
 * terminal. Without network where all is there. Empty for models whose files lie elsewhere.
 *
 * @throws MODEL_UNAVAILABLE; an Error that says what to do when Ctrl-C stopped it
 */
export async function pullWeights(
  model: Model,
  { hub, partsOf }: ModelWeights,
  { err, signal }: Terminal,
): Promise<readonly string[]> {
  const { id, weights: from } = model;
  if (from?.from !== "hub") {
    return [];
  }
  const parts = partsOf(model);
  const { scoringFrom } = from;
  const view = terminalProgress(err, "weights");
  try {
    if (!hub.status(parts).snapshots) {
      err.write(`Pulling ${id}\n`);
    }
    const snapshots = await hub.pull(parts, { signal, onProgress: view.update });
    if (scoringFrom) {
      await hub.scalars(scoringFrom, { signal });
    }
    return snapshots.map(({ directory }) => directory);
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
    throw new Error(
      `Stopped. What has come of ${id} is kept: the same command goes on from there.`,
      { cause: error },
    );
  } finally {
    view.end();
  }
}
