import { Worker } from "node:worker_threads";

export type TensorData = Float32Array | Int32Array | BigInt64Array;
export type Feeds = Record<string, { readonly data: TensorData; readonly dims: readonly number[] }>;

export interface GraphInfo {
  /** A number in a shape is fixed by the graph, a string is not. */
  readonly inputs: readonly { name: string; type: string; shape: readonly (number | string)[] }[];
  readonly outputs: readonly string[];
}

export interface Output {
  readonly data: Float32Array;
  readonly dims: readonly number[];
  /** Of the pass alone, without waiting for others. */
  readonly ms: number;
}

/** An opened ONNX graph. Feeds are given away: their buffers are empty afterwards. */
export interface Graph extends GraphInfo {
  run(feeds: Feeds, output: string): Promise<Output>;
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

/** Starts the thread that runs forward passes, one after another. */
export function startSessions(executionProviders: readonly string[]) {
  const thread = new Worker(new URL("./session-thread.js", import.meta.url), {
    workerData: { executionProviders },
  });
  const waiting = new Map<number, (reply: SessionReply) => void>();
  let lastId = 0;
  thread.on("message", (reply: SessionReply) => {
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
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
    async open(path: string): Promise<Graph> {
      const reply = await ask({ type: "open", path });
      if (!("info" in reply)) {
        throw new Error("the session thread answered out of turn");
      }
      return {
        ...reply.info,
        async run(feeds, output) {
          const buffers = Object.values(feeds).map(({ data }) => data.buffer as ArrayBuffer);
          const result = await ask({ type: "run", path, feeds, output }, buffers);
          if (!("data" in result)) {
            throw new Error("the session thread answered out of turn");
          }
          return result;
        },
      };
    },
  };
}

export type Sessions = ReturnType<typeof startSessions>;
