import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../providers/package-root.ts";
import { freePort } from "../support/free-port.ts";
import { createDaemon, type Daemon } from "./daemon.ts";

/** An inference engine in a process of its own, which runs the graphs of one model directory. */
export interface Engine extends Daemon {
  /** For ENGINES. */
  endpointOf(model: string): string;
  counts(): Promise<EngineCounts>;
}

/** Of all starts, but for what a killed one did in its last moment. */
export interface EngineCounts {
  /** Calls of inference. */
  readonly requests: number;
  /** Of calls that were answered. */
  readonly rows: number;
  /** Of the graphs, where it batches. */
  readonly runs: number;
}

export interface EngineOptions {
  /** Added to each run of a graph: a stand-in for a larger model. */
  readonly delayMs?: number;
  /** Joins calls that come while one runs. */
  readonly batching?: boolean;
}

export async function createEngine(
  directory: string,
  modelDirectory: string,
  { delayMs = 0, batching = false }: EngineOptions = {},
): Promise<Engine> {
  const [port, grpcPort] = [await freePort(), await freePort()];
  mkdirSync(directory, { recursive: true });
  const log = join(directory, "engine.log");
  const graph = (tower: string) =>
    `${tower}=${join(modelDirectory, "onnx", `${tower}_model.onnx`)}`;
  const daemon = createDaemon({
    command: [
      process.execPath,
      join(packageRoot(), "dist/test/servers/open-inference/main.js"),
      ...["--port", String(port), "--grpc-port", String(grpcPort), "--delay", String(delayMs)],
      ...(batching ? ["--batching"] : []),
      ...["--model", graph("text"), "--model", graph("vision")],
    ],
    log,
    answers: () => isReady(port),
  });
  let past: EngineCounts = { requests: 0, rows: 0, runs: 0 };

  const counts = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/counts`);
    return sum(past, (await answer.json()) as EngineCounts);
  };

  return {
    start: daemon.start,
    get pid() {
      return daemon.pid;
    },
    counts,
    async end(signal) {
      past = await counts();
      await daemon.end(signal);
    },
    endpointOf: (model) => `${model}=oip+grpc://127.0.0.1:${grpcPort}/vision,text`,
  };
}

const sum = (a: EngineCounts, b: EngineCounts): EngineCounts => ({
  requests: a.requests + b.requests,
  rows: a.rows + b.rows,
  runs: a.runs + b.runs,
});

async function isReady(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/v2/health/ready`).catch(() => undefined);
  return answer?.ok ?? false;
}
