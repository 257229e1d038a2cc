import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { bareEnvironment } from "./environment.ts";
import { endBeforeServer } from "./out-of-memory.ts";
import { packageRoot } from "./package-root.ts";

export interface WorkerOptions {
  readonly execArgv?: readonly string[];
  /** Where what it says goes. */
  readonly stderr?: "ignore" | "inherit" | "pipe";
  /** Names more of the server's variables that it gets. */
  readonly environment?: (name: string) => boolean;
}

/**
 * Starts a process that sees what strangers send: without the server's keys, loaders and profilers,
 * and the first to end when memory runs out. Also from the sources it is the compiled one: its
 * threads cannot load TypeScript.
 *
 * @param file below `providers/`, such as `onnx/worker/main`
 */
export function forkWorker(
  file: string,
  { execArgv = [], stderr = "ignore", environment }: WorkerOptions = {},
): ChildProcess {
  const child = fork(join(packageRoot(), "dist", "providers", `${file}.js`), {
    // Typed arrays as they are, not as JSON.
    serialization: "advanced",
    execArgv: [...execArgv],
    stdio: ["ignore", "ignore", stderr, "ipc"],
    env: bareEnvironment(environment),
  });
  endBeforeServer(child);
  return child;
}
