import { InferenceSession, listSupportedBackends, Tensor } from "onnxruntime-node";

/** The answer to the name of an execution provider. */
export interface Trial {
  /** All names that this build of onnxruntime has; absent when its process did not live to tell. */
  readonly known?: readonly string[];
  /** Why it cannot run a graph here, in onnxruntime's words; absent when it can. */
  readonly fault?: string;
}

/** Forked by `execution-providers.ts`: lets the execution provider that it is sent run a tiny graph. */
process.on("message", async (name: string) => {
  const known = listSupportedBackends().map((backend) => backend.name);
  const fault = await run(name).then(
    () => ({}),
    (error: unknown) => ({ fault: error instanceof Error ? error.message : String(error) }),
  );
  process.send!({ known, ...fault } satisfies Trial);
});

async function run(name: string): Promise<void> {
  const session = await InferenceSession.create(graph, {
    executionProviders: [name],
    // Else the CPU would run what the named one does not take, and nobody would hear of it.
    extra: { session: { disable_cpu_ep_fallback: "1" } },
  });
  await session.run({ x: new Tensor("float32", [1, 2], [1, 2]) });
}

/** ONNX, opset 13: y [1, 2] = MatMul(x [1, 2], w [2, 2]), all float32. What towers do most. */
const graph = Buffer.from(
  "CAc6XQoRCgF4CgF3EgF5IgZNYXRNdWwSAWcqGwgCCAIQAUIBd0oQAACAPwAAAAAAAAAAAACAP1oTCgF4Eg4KDAgBEggKAggBCgIIAmITCgF5Eg4KDAgBEggKAggBCgIIAkICEA0=",
  "base64",
);
