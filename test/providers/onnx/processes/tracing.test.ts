import { expect, onTestFinished, test } from "vitest";
import { embedded } from "../../../../models/catalog/embedded.ts";
import type { Input } from "../../../../models/model.ts";
import { create } from "../../../../providers/onnx/provider.ts";
import { providerCalls, type ProviderCallTrace } from "../../../../providers/tracing.ts";
import { readConfig } from "../../../../src/config/config.ts";
import { createLog } from "../../../../src/telemetry/log.ts";
import { modelProcessesOf } from "../../../support/processes.ts";

const inputs: Input[] = ["a", "b"].map((text) => ({ modality: "TEXT", text }));
const options = { dimensions: embedded.dimensions, purpose: "QUERY" } as const;

test("each message to a model's process is a call, and each retry after a crash another", async () => {
  const provider = await create({ settings: readConfig({}), log: createLog("silent") });
  const calls: { inputs: number; failed: boolean }[] = [];
  const ended = (message: unknown) => {
    const call = message as ProviderCallTrace & { error?: unknown };
    expect(call).toMatchObject({ provider: "onnx", model: embedded.id });
    calls.push({ inputs: call.inputs, failed: call.error !== undefined });
  };
  providerCalls.asyncEnd.subscribe(ended);
  onTestFinished(async () => {
    providerCalls.asyncEnd.unsubscribe(ended);
    await provider.close();
  });

  await provider.embed(embedded, inputs, options);
  expect(calls).toEqual([{ inputs: 2, failed: false }]);

  const pass = provider.embed(embedded, inputs, options);
  process.kill(modelProcessesOf(process.pid)[0]!, "SIGKILL");
  await pass;
  expect(calls.slice(1)).toEqual([
    { inputs: 2, failed: true },
    { inputs: 1, failed: false },
    { inputs: 1, failed: false },
  ]);
});
