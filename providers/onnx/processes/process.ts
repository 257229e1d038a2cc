import { forkWorker } from "../../fork-worker.ts";
import {
  type CallOutcome,
  type EmbedResponse,
  type FirstPass,
  fromWire,
  fromWireRow,
  type FromWorker,
  type Load,
  type ToWorker,
  type WorkerInputs,
  type WorkerPass,
} from "../worker/protocol.ts";

/** The process died, or was killed because a pass did not end, before it answered. */
export class ProcessDied extends Error {
  override readonly name = "ProcessDied";
}

/** One running process of one model. Killing it is safe at any moment. */
export interface ModelProcess {
  /**
   * @param traceparent of W3C's trace context: the call's span
   * @throws ProcessDied; MODEL_UNAVAILABLE when the files cannot be loaded
   */
  embed(inputs: WorkerInputs, traceparent?: string): Promise<WorkerPass>;
  kill(): void;
  readonly residentBytes: number;
  /** Resolves with how it ended. */
  readonly exited: Promise<string>;
}

export interface ProcessListeners {
  /** The files of a tower were read; its rows come later. */
  onLoaded?(): void;
  onFirstPass?(pass: FirstPass): void;
  onEngineCall?(outcome: CallOutcome): void;
}

/** Starts a process and hands it the model; requests may be sent at once. */
export function startProcess(
  load: Load,
  passTimeoutMs: number,
  { onLoaded, onFirstPass, onEngineCall }: ProcessListeners = {},
): ModelProcess {
  const child = forkWorker("onnx/worker/main", {
    execArgv: ["--expose-gc"],
    stderr: "inherit",
    environment: driverVariables,
  });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let residentBytes = 0;
  let dead: Error | undefined;

  const exited = new Promise<string>((resolve) => {
    child.on("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.on("error", (error) => resolve(error.message));
  });
  exited.then((how) => end(new ProcessDied(`The model's process ended (${how}).`)));
  child.on("message", (message: FromWorker) => {
    if (message.type === "refused") {
      end(fromWire(message.error));
      child.kill("SIGKILL");
    }
    if (message.type === "loaded") {
      onLoaded?.();
    }
    if (message.type === "first pass") {
      onFirstPass?.(message);
    }
    if (message.type === "engine call") {
      onEngineCall?.(message.outcome);
    }
    if (message.type === "embedded") {
      settle(message);
    }
  });
  send({ type: "load", load });

  function send(message: ToWorker): void {
    // A process that is gone is reported by "exit"; the write error says nothing more.
    child.send(message, () => {});
  }

  function settle(response: EmbedResponse): void {
    const request = waiting.get(response.id);
    waiting.delete(response.id);
    clearTimeout(request?.timer);
    residentBytes = response.residentBytes;
    if ("rows" in response) {
      const { rows, computeMs, spans } = response;
      request?.resolve({ rows: rows.map(fromWireRow), computeMs, ...(spans && { spans }) });
    } else {
      request?.reject(fromWire(response.error));
    }
  }

  function end(error: Error): void {
    dead = error;
    for (const request of waiting.values()) {
      clearTimeout(request.timer);
      request.reject(error);
    }
    waiting.clear();
  }

  return {
    embed(inputs, traceparent) {
      if (dead) {
        return Promise.reject(dead);
      }
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => child.kill("SIGKILL"), passTimeoutMs);
        waiting.set(id, { resolve, reject, timer });
        send({ type: "embed", id, inputs, ...(traceparent && { traceparent }) });
      });
    },
    kill: () => void child.kill("SIGKILL"),
    get residentBytes() {
      return residentBytes;
    },
    exited,
  };
}

interface Waiting {
  readonly resolve: (pass: WorkerPass) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** What graphics drivers and onnxruntime are told, too. */
export function driverVariables(name: string): boolean {
  return /^(CUDA|NVIDIA|ORT|OMP|KMP|TENSORRT|ROCR|HIP|VK)_/.test(name);
}
