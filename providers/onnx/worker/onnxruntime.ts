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

/** Starts the thread that runs forward passes, one after another. */
export function startOnnxruntime({ executionProviders }: Load): OpenGraph {
  const thread = startSessionThread({ executionProviders });

  return async ({ file: path }, onFirstPass) => {
    const info = await thread.open(path, onFirstPass).catch((cause: unknown) => {
      const by = `EXECUTION_PROVIDERS: ${executionProviders.join(",")}`;
      const retryable = isMemoryShortage(cause);
      const why = retryable ? "there is too little memory" : by;
      const message = `onnxruntime cannot load ${basename(path)} (${why}).`;
      throw new GatewayError("MODEL_UNAVAILABLE", message, { retryable, cause });
    });
    return {
      ...info,
      runCost: executionProviders[0] === "cpu" ? runCost.cpu : runCost.accelerator,
      run: (feeds, output) => thread.run(path, feeds, output),
    };
  };
}
