import { basename } from "node:path";
import { Worker } from "node:worker_threads";
import { GatewayError } from "../../../models/errors.ts";
import { isMemoryShortage } from "../../memory-shortage.ts";
import type { Feeds, GraphInfo, OpenGraph, Output } from "./graph.ts";
import type { Load } from "./protocol.ts";

export type SessionRequest = { readonly id: number } & (
  | { readonly type: "open"; readonly path: string }
  | { readonly type: "run"; readonly path: string; readonly feeds: Feeds; readonly output: string }
);
export type SessionReply = { readonly id: number } & (
  | { readonly info: GraphInfo }
  | Output
  | { readonly error: string }
);

/**
 * In tokens: on two cores a run of the embedded model takes 4 ms and 0.3 ms a token, one of ViT-B/32
 * 15 ms and 0.8. An accelerator takes many tokens in the time that starting it takes.
 */
const runCost = { cpu: 16, accelerator: 512 };

/** Starts the thread that runs forward passes, one after another. */
export function startOnnxruntime({ executionProviders }: Load): OpenGraph {
  const thread = new Worker(new URL("./onnxruntime-thread.js", import.meta.url), {
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

  async function openSession(path: string): Promise<GraphInfo> {
    const reply = await ask({ type: "open", path }).catch((cause: unknown) => {
      const by = `EXECUTION_PROVIDERS: ${executionProviders.join(",")}`;
      const retryable = isMemoryShortage(cause);
      const why = retryable ? "there is too little memory" : by;
      const message = `onnxruntime cannot load ${basename(path)} (${why}).`;
      throw new GatewayError("MODEL_UNAVAILABLE", message, { retryable, cause });
    });
    if (!("info" in reply)) {
      throw new Error("the session thread answered out of turn");
    }
    return reply.info;
  }

  return async ({ file: path }) => ({
    ...(await openSession(path)),
    runCost: executionProviders[0] === "cpu" ? runCost.cpu : runCost.accelerator,
    async run(feeds, output) {
      const buffers = Object.values(feeds).map(({ data }) => data.buffer as ArrayBuffer);
      const result = await ask({ type: "run", path, feeds, output }, buffers);
      if (!("data" in result)) {
        throw new Error("the session thread answered out of turn");
      }
      return result;
    },
  });
}
