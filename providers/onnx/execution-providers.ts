import { once } from "node:events";
import type { Log } from "../provider.ts";
import { forkWorker } from "../fork-worker.ts";
import { driverVariables } from "./processes/process.ts";
import type { FirstPass } from "./worker/protocol.ts";
import type { Trial } from "./worker/try-execution-provider.ts";

/**
 * Refuses EXECUTION_PROVIDERS that cannot be had. onnxruntime says so only when a model is loaded,
 * and never of a name that it does not know: it takes the rest of the list instead.
 *
 * @throws Error naming the first that cannot be used, why, and which can
 */
export async function checkExecutionProviders(names: readonly string[]): Promise<void> {
  for (const name of names.filter((each) => each !== "cpu")) {
    const { fault } = await tryExecutionProvider(name);
    if (fault !== undefined) {
      throw new Error(`EXECUTION_PROVIDERS names ${name}, which ${await explain(name, fault)}`);
    }
  }
}

async function explain(name: string, fault: string): Promise<string> {
  const { known = [name] } = await tryExecutionProvider("cpu");
  if (!known.includes(name)) {
    return `this build of onnxruntime does not have. It has: ${known.join(", ")}.`;
  }
  const others = known.filter((other) => other !== name && other !== "cpu");
  const trials = await Promise.all(others.map(tryExecutionProvider));
  const usable = ["cpu", ...others.filter((_, i) => trials[i]!.fault === undefined)];
  return (
    `onnxruntime cannot use here: ${fault}. ` +
    `It can use: ${usable.join(", ")}. Leave ${name} out, or install what it needs.`
  );
}

/** In a process of its own: drivers crash, and the server loads no native code. */
export async function tryExecutionProvider(name: string): Promise<Trial> {
  const child = forkWorker("onnx/worker/try-execution-provider", {
    stderr: "pipe",
    environment: driverVariables,
  });
  let trial: Trial | undefined;
  const end = (how: Trial) => {
    trial = how;
    child.kill("SIGKILL");
  };
  let said = "";
  child.stderr!.on("data", (chunk) => (said += chunk));
  child.on("message", end);
  child.send(name, () => {});
  const timer = setTimeout(end, timeoutMs, { fault: `no answer in ${timeoutMs / 1000} seconds` });
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  clearTimeout(timer);
  const { fault, ...rest }: Trial = trial ?? {
    fault: `the process that tried it ended (${signal ?? `exit code ${code}`})`,
  };
  return { ...rest, ...(fault !== undefined && { fault: plain(fault, said) }) };
}

/** The first start of a driver compiles its kernels. */
const timeoutMs = 120_000;

/**
 * What an operator can use of onnxruntime's words: not the places in its own source. Which library
 * is missing it says in its log only.
 */
function plain(fault: string, log: string): string {
  if (/fallback to CPU/.test(fault)) {
    return "it leaves even a product of two small matrices to the CPU";
  }
  const [, library] = /with error: (.+)/.exec(log) ?? [];
  const [firstLine = ""] = fault.trim().split("\n");
  return (library ?? firstLine.replace(/^.* was false\. /, "")).replace(/\.$/, "");
}

/** Logs which execution providers run a tower, and warns where the first one does not. */
export function logFirstPass(
  log: Log,
  model: { readonly id: string },
  { tower, nodes: executionProviders }: FirstPass,
  [first = "cpu"]: readonly string[],
): void {
  const fields = { model: model.id, tower, executionProviders };
  const ran = Object.keys(executionProviders).some((name) => isOf(first, name));
  if (ran) {
    log.info(fields, "model loaded");
  } else {
    log.warn(
      fields,
      `model loaded, but ${first} runs nothing of it: use other files of the model, or leave ${first} out of EXECUTION_PROVIDERS`,
    );
  }
}

/** "cuda" is the "CUDAExecutionProvider" of the runtime itself. */
function isOf(name: string, runtimeName: string): boolean {
  return runtimeName.toLowerCase() === `${name}executionprovider`;
}
