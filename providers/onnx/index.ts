/**
 * The door: all that the rest of Parallax may use of this provider, beside the contract itself
 * (`provider.ts`, which `providers/index.ts` loads). It is what commands and the catalog do with
 * the files of local models. Importing it loads no native code.
 */

export { createWeights, exportDirectory, type ModelWeights } from "./weights.ts";
export { readOwnFiles, readOwnModel } from "./own-model.ts";
export { engineGraphs } from "./engines/graphs.ts";
export { readTowers } from "./layout/read-towers.ts";
export type { GraphSource, Towers } from "./towers.ts";

export { checkExecutionProviders } from "./execution-providers.ts";

/** One model in a process of its own, without a server around it. */
export { startProcess } from "./processes/process.ts";
export type { WorkerInputs } from "./worker/protocol.ts";

export { withLock } from "./hub/lock.ts";
export { progressView, type Terminal, terminalProgress } from "./hub/progress.ts";
