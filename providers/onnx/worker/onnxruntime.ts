import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { GatewayError } from "../../../models/errors.ts";
import { isMemoryShortage } from "../../memory-shortage.ts";
import type { OpenGraph } from "./graph.ts";
import type { Load } from "./protocol.ts";
import { startSessionThread } from "./session-thread.ts";

/**
 * In tokens: on two cores a run of the embedded model takes 4 ms and 0.3 ms a token, one of ViT-B/32
 * 15 ms and 0.8. An accelerator takes many tokens in the time that starting it takes.
 */
const runCost = { cpu: 16, accelerator: 512 };

/**
 * Starts the threads that run forward passes. Each has its own sessions, as nothing of a session can
 * be shared; together they use the cores that one alone would.
 */
export function startOnnxruntime({
  executionProviders,
  sessionThreads = 1,
}: Load): OpenGraph<"onnxruntime"> {
  const cores = Math.max(1, Math.floor(availableParallelism() / sessionThreads));
  const options = {
    executionProviders,
    ...(sessionThreads > 1 && { intraOpNumThreads: cores }),
  };
  const threads = Array.from({ length: sessionThreads }, () => startSessionThread(options));

  return async ({ file: path }, onFirstPass) => {
    const opening = threads.map((thread) => thread.open(path, onFirstPass));
    const [info] = await Promise.all(opening).catch((cause: unknown) => {
      const by = `EXECUTION_PROVIDERS: ${executionProviders.join(",")}`;
      const retryable = isMemoryShortage(cause);
      const why = retryable ? "there is too little memory" : by;
      const message = `onnxruntime cannot load ${basename(path)} (${why}).`;
      throw new GatewayError("MODEL_UNAVAILABLE", message, { retryable, cause });
    });
    return {
      ...info!,
      runCost: executionProviders[0] === "cpu" ? runCost.cpu : runCost.accelerator,
      run(feeds, output) {
        // It waits there, not here: this thread may be busy with preparing when that one is free.
        const free = threads.reduce((least, thread) =>
          thread.waiting < least.waiting ? thread : least,
        );
        return free.run(path, feeds, output);
      },
    };
  };
}
