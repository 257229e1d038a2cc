import type { GraphSource, Towers } from "../towers.ts";
import type { OpenGraph } from "./graph.ts";
import { startEngine } from "./engine.ts";
import { startOnnxruntime } from "./onnxruntime.ts";
import type { Load } from "./protocol.ts";

/** What can run graphs. Another runtime is a member of `GraphSource`, a file and a line here. */
const runtimes: {
  readonly [Runtime in GraphSource["runtime"]]: (load: Load) => OpenGraph<Runtime>;
} = {
  onnxruntime: startOnnxruntime,
  engine: startEngine,
};

/** Starts the runtimes that a model's towers name; the function that opens their graphs. */
export function startRuntimes(load: Load): OpenGraph {
  const named = new Set(sourcesOf(load.towers).map(({ runtime }) => runtime));
  const started = new Map([...named].map((runtime) => [runtime, runtimes[runtime](load)]));
  return (source, onFirstPass) => (started.get(source.runtime) as OpenGraph)(source, onFirstPass);
}

function sourcesOf({ text, image }: Towers): GraphSource[] {
  return [text, image].flatMap((tower) => tower?.graph ?? []);
}
