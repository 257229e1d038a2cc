import { createHub } from "../../../../providers/onnx/hub/hub.ts";

/** Another process that pulls: tells its first bytes, and its snapshots when they are there. */
process.on("message", ({ settings, parts }: Parameters<typeof serve>[0]) => {
  void serve({ settings, parts });
});

async function serve(task: {
  settings: Parameters<typeof createHub>[0];
  parts: Parameters<ReturnType<typeof createHub>["pull"]>[0];
}): Promise<void> {
  const hub = createHub(task.settings);
  const onProgress = ({ done }: { done: number }) => process.send?.({ done });
  process.send?.({ snapshots: await hub.pull(task.parts, { onProgress }) });
  await hub.close();
  process.disconnect();
}
