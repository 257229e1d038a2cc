import { Worker } from "node:worker_threads";
import type { Feeds, GraphInfo, NodesRun, Output } from "./graph.ts";

/** With what a thread opens its sessions. */
export interface SessionOptions {
  readonly executionProviders: readonly string[];
  /** Cores of a pass; onnxruntime's choice when absent. */
  readonly intraOpNumThreads?: number;
}

export type SessionRequest = { readonly id: number } & (
  | { readonly type: "open"; readonly path: string }
  | { readonly type: "run"; readonly path: string; readonly feeds: Feeds; readonly output: string }
);
export type SessionReply = { readonly id: number } & (
  | { readonly info: GraphInfo }
  | Output
  | { readonly error: string }
);
export type FromThread = SessionReply | { readonly path: string; readonly nodes: NodesRun };

/** A thread with sessions of its own, by the paths of their files. */
export interface SessionThread {
  /** Requests that it has not answered. */
  readonly waiting: number;
  open(path: string, onFirstPass: (nodes: NodesRun) => void): Promise<GraphInfo>;
  /** Runs after everything that was asked before. Feeds are given away. */
  run(path: string, feeds: Feeds, output: string): Promise<Output>;
}

export function startSessionThread(options: SessionOptions): SessionThread {
  const thread = new Worker(new URL("./onnxruntime-thread.js", import.meta.url), {
    workerData: options,
  });
  const waiting = new Map<number, (reply: SessionReply) => void>();
  const onFirstPasses = new Map<string, (nodes: NodesRun) => void>();
  let lastId = 0;
  thread.on("message", (message: FromThread) => {
    if ("nodes" in message) {
      return onFirstPasses.get(message.path)?.(message.nodes);
    }
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  });
  // Nothing works without it; the server starts a new process.
  thread.on("error", (error) => {
    throw error;
  });

  function ask(
    request: Record<string, unknown>,
    transfer: ArrayBuffer[] = [],
  ): Promise<SessionReply> {
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, (reply) =>
        "error" in reply ? reject(new Error(reply.error)) : resolve(reply),
      );
      thread.postMessage({ ...request, id }, transfer);
    });
  }

  return {
    get waiting() {
      return waiting.size;
    },
    async open(path, onFirstPass) {
      onFirstPasses.set(path, onFirstPass);
      const reply = await ask({ type: "open", path });
      if (!("info" in reply)) {
        throw outOfTurn();
      }
      return reply.info;
    },
    async run(path, feeds, output) {
      const buffers = Object.values(feeds).map(({ data }) => data.buffer as ArrayBuffer);
      const result = await ask({ type: "run", path, feeds, output }, buffers);
      if (!("data" in result)) {
        throw outOfTurn();
      }
      return result;
    },
  };
}

function outOfTurn(): Error {
  return new Error("the session thread answered out of turn");
}
