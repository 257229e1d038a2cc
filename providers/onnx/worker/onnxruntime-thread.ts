import { InferenceSession, Tensor } from "onnxruntime-node";
import { parentPort, workerData } from "node:worker_threads";
import type { Feeds, GraphInfo } from "./graph.ts";
import { type Profile, startProfile } from "./profile.ts";
import type { FromThread, SessionOptions, SessionReply, SessionRequest } from "./session-thread.ts";

/**
 * A thread in which forward passes run, one at a time: `session.run` blocks it, while the process's
 * main thread goes on decoding and tokenising for the next pass.
 */
const options = workerData as SessionOptions;
const profiled = options.executionProviders.some((name) => name !== "cpu");
const sessions = new Map<string, InferenceSession>();
/** Of sessions that have not run yet. */
const profiles = new Map<string, Profile>();

parentPort!.on("message", async (request: SessionRequest) => {
  try {
    const reply = request.type === "open" ? await open(request.path) : await run(request);
    const transfer = "data" in reply ? [reply.data.buffer as ArrayBuffer] : [];
    parentPort!.postMessage({ id: request.id, ...reply } satisfies SessionReply, transfer);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    parentPort!.postMessage({ id: request.id, error: message } satisfies SessionReply);
  }
});

async function open(path: string): Promise<{ info: GraphInfo }> {
  // It comes again where another thread, or another file of the tower, could not be loaded.
  await sessions.get(path)?.release();
  sessions.delete(path);
  profiles.get(path)?.discard();
  profiles.delete(path);
  const profile = profiled ? startProfile() : undefined;
  const session = await InferenceSession.create(path, {
    ...options,
    ...profile?.options,
    graphOptimizationLevel: "all",
    // Threads that spin while they wait would take the cores from decoding.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
    logSeverityLevel: 3,
  }).catch((error: unknown) => {
    profile?.discard();
    throw error;
  });
  sessions.set(path, session);
  if (profile) {
    profiles.set(path, profile);
  }
  const inputs = session.inputMetadata.map((input) => {
    if (!input.isTensor) {
      throw new Error(`the input ${input.name} is not a tensor`);
    }
    return { name: input.name, type: input.type, shape: [...input.shape] };
  });
  return { info: { inputs, outputs: [...session.outputNames] } };
}

async function run(request: Extract<SessionRequest, { type: "run" }>) {
  const session = sessions.get(request.path)!;
  const startedAt = performance.now();
  const fetched = await session.run(tensors(request.feeds), [request.output]);
  const { data, dims } = fetched[request.output]!;
  if (!(data instanceof Float32Array)) {
    throw new Error("the output is not float32");
  }
  // A copy that can be transferred: the tensor's own memory belongs to the runtime.
  const result = { data: data.slice(), dims: [...dims], ms: performance.now() - startedAt };
  const nodes = profiles.get(request.path)?.end(session);
  profiles.delete(request.path);
  if (nodes) {
    parentPort!.postMessage({ path: request.path, nodes } satisfies FromThread);
  }
  return result;
}

function tensors(feeds: Feeds): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, { data, dims }]) => {
      if (data instanceof Float32Array) {
        return [name, new Tensor("float32", data, dims)];
      }
      if (data instanceof BigInt64Array) {
        return [name, new Tensor("int64", data, dims)];
      }
      return [name, new Tensor("int32", data, dims)];
    }),
  );
}
