import { expect, onTestFinished, test, vi } from "vitest";
import { watchEngines } from "../../../../providers/onnx/engines/health.ts";
import type { Model } from "../../../../models/model.ts";
import { readConfig } from "../../../../src/config/config.ts";
import { startOpenInference, type ServedModel } from "../../../servers/open-inference/index.ts";
import { fakeModel } from "../../../support/fake-provider.ts";

/** A model of an engine, of which the tests ask no more than whether it is ready, and what it is. */
const served = (maxBatchSize?: number): ServedModel => ({
  inputs: [{ name: "pixel_values", datatype: "FP32", shape: [-1, 3, 2, 2] }],
  outputs: [{ name: "image_embeds", datatype: "FP32", shape: [-1, 4] }],
  ...(maxBatchSize && { maxBatchSize }),
  run: () => Promise.reject(new Error("nobody asks")),
});

async function startServer(models: Readonly<Record<string, ServedModel>>) {
  const server = await startOpenInference({ models });
  onTestFinished(() => server.stop());
  return server;
}

async function watched(ENGINES: string) {
  const config = readConfig({ ENGINES, ENGINE_CALLS: "5" });
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const health = await watchEngines(config, log);
  onTestFinished(() => health.close());
  const text = config.ENGINES.flatMap((entry) => entry.text ?? []);
  const image = config.ENGINES.flatMap((entry) => entry.image ?? []);
  const engines = { ...(text.length && { text }), ...(image.length && { image }) };
  const model: Model = { ...fakeModel, hosting: "LOCAL", engines };
  return { health, log, model };
}

test("an engine tells how many rows a call may have; calls are counted for each endpoint", async () => {
  const server = await startServer({
    i: served(6),
    j: served(24),
    t: served(1000),
    plain: served(),
  });
  const { health, model } = await watched(
    `a=oip+http://${server.http}/i,t,a=oip+grpc://${server.grpc}/j,plain`,
  );
  expect(health.limits(model, "IMAGE")).toEqual({ maxInputs: 6, maxCalls: 10 });
  expect(health.limits(model, "TEXT")).toEqual({ maxInputs: 128, maxCalls: 10 });
  expect(health.failing(model)).toBeUndefined();
});

test("what an engine takes is known from when it is there", async () => {
  const server = await startServer({ i: served(4) });
  await server.stop();
  const { health, model } = await watched(`a=oip+http://${server.http}/i,`);
  expect(health.limits(model, "IMAGE")).toEqual({ maxInputs: 16, maxCalls: 5 });
  expect(health.limits(model, "TEXT")).toBeUndefined();
  await server.start();
  await vi.waitFor(() => expect(health.limits(model, "IMAGE")!.maxInputs).toBe(4), 9000);
});

test("calls of an engine that is not there are not made at the others", async () => {
  const [there, gone] = [await startServer({ i: served() }), await startServer({ i: served() })];
  await gone.stop();
  const { health, model } = await watched(
    `a=oip+http://${gone.http}/i,,a=oip+http://${there.http}/i,`,
  );
  expect(health.limits(model, "IMAGE")!.maxCalls).toBe(5);
});

test("the log says once that an engine went, and once that it came", async () => {
  const server = await startServer({ i: served() });
  const { health, log, model } = await watched(`a=oip+grpc://${server.grpc}/i,`);
  server.ready = false;
  await vi.waitFor(() => expect(health.failing(model)).toBeDefined(), 9000);
  expect(health.failing(model)).toMatchObject({
    status: "FAILING",
    reason: "no engine of its image tower is ready (Open Inference Protocol over gRPC).",
  });
  expect(health.missed(model, "IMAGE")).toBe(true);
  server.ready = true;
  await vi.waitFor(() => expect(health.failing(model)).toBeUndefined(), 9000);
  const fields = { engine: `grpc://${server.grpc}`, engineModel: "i" };
  expect(log.info.mock.calls.map(([, line]) => line)).toEqual([
    "engine is ready",
    "engine is ready",
  ]);
  expect(log.warn.mock.calls).toEqual([
    [{ ...fields, reason: expect.stringMatching(/not ready/) }, "engine is not ready"],
  ]);
});

test("a call that found none makes it failing at once", async () => {
  const server = await startServer({ i: served() });
  const { health, model } = await watched(`a=oip+http://${server.http}/i,`);
  expect(health.missed(model, "TEXT")).toBe(false);
  expect(health.failing(model)).toBeUndefined();
  expect(health.missed(model, "IMAGE")).toBe(true);
  expect(health.failing(model)).toBeDefined();
  expect(health.states()).toEqual([{ endpoint: `http://${server.http}`, model: "i", up: false }]);
});

test.each([
  ["a model that the engine has not", { other: served() }, /unknown model|not found/],
  [
    "a graph that nothing here can feed",
    { i: { ...served(), inputs: [{ name: "x", datatype: "BYTES", shape: [-1] }] } },
    /takes BYTES/,
  ],
])("%s is no engine that is ready", async (_, models, reason) => {
  const server = await startServer(models);
  const { health, log, model } = await watched(`a=oip+http://${server.http}/i,`);
  expect(health.failing(model)).toBeDefined();
  expect(log.warn.mock.calls[0]![0]).toMatchObject({ reason: expect.stringMatching(reason) });
});
