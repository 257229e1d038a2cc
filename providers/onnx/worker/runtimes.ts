import type { GraphSource, Towers } from "../towers.ts";
import type { OpenGraph } from "./graph.ts";
import { startEngine } from "./engine.ts";
import { startOnnxruntime } from "./onnxruntime.ts";
import type { CallOutcome, Load } from "./protocol.ts";

/** What can run graphs. Another runtime is a member of `GraphSource`, a file and a line here. */
const runtimes: {
  readonly [Runtime in GraphSource["runtime"]]: (
    load: Load,
    onEngineCall: (outcome: CallOutcome) => void,
  ) => OpenGraph<Runtime>;
} = {
  onnxruntime: startOnnxruntime,
  engine: startEngine,
};

/**
 * Starts the runtimes that a model's towers name; the function that opens their graphs.
 *
 * @param onEngineCall told of each call to an engine
 */
export function startRuntimes(load: Load, onEngineCall: (outcome: CallOutcome) => void): OpenGraph {
  const named = new Set(sourcesOf(load.towers).map(({ runtime }) => runtime));
  const started = new Map(
    [...named].map((runtime) => [runtime, runtimes[runtime](load, onEngineCall)]),
  );
  return (source, onFirstPass) => (started.get(source.runtime) as OpenGraph)(source, onFirstPass);
}

function sourcesOf({ text, image }: Towers): GraphSource[] {
  return [text, image].flatMap((tower) => tower?.graph ?? []);
}
