import fc from "fast-check";
import { cpSync, mkdtempSync, renameSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { embedded } from "../../../../models/catalog/embedded.ts";
import { packageRoot } from "../../../../providers/package-root.ts";
import { readTowers } from "../../../../providers/onnx/layout/read-towers.ts";
import { type ModelProcess, startProcess } from "../../../../providers/onnx/processes/process.ts";
import { create } from "../../../../providers/onnx/provider.ts";
import type { WorkerInputs } from "../../../../providers/onnx/worker/protocol.ts";
import { readConfig } from "../../../../src/config/config.ts";
import { createLog } from "../../../../src/telemetry/log.ts";
import { fixtures, images, inputs } from "../tiny-models.ts";

async function start(directory: string, sessionThreads: number): Promise<ModelProcess> {
  const towers = await readTowers(directory);
  const load = { towers, maxPixels: 1e6, executionProviders: ["cpu"], sessionThreads };
  const model = startProcess(load, 60_000);
  onTestFinished(() => model.kill());
  return model;
}

async function vectors(model: ModelProcess, given: WorkerInputs): Promise<Float32Array[]> {
  const { rows } = await model.embed(given);
  return rows.map((row) => {
    if (row instanceof Error) {
      throw row;
    }
    return row.vector;
  });
}

describe("SESSION_THREADS", () => {
  // Node runs the threads' compiled code only.
  it.each([
    [1, ["long", "short"]],
    [2, ["short", "long"]],
  ])("of %i: a long pass and the next one end in the order %j", async (sessionThreads, order) => {
    const compiled = join(packageRoot(), "dist/providers/onnx/worker/onnxruntime.js");
    const { startOnnxruntime } = (await import(
      compiled
    )) as typeof import("../../../../providers/onnx/worker/onnxruntime.ts");
    const towers = await readTowers(join(packageRoot(), "models/embedded"));
    const open = startOnnxruntime({
      towers,
      maxPixels: 1,
      executionProviders: ["cpu"],
      sessionThreads,
    });
    const graph = await open(towers.text!.graph, () => {});
    const ended: string[] = [];
    const pass = async (name: string, texts: number) => {
      const dims = [texts, 16];
      const feeds = graph.inputs.map(
        ({ name }) => [name, { data: new BigInt64Array(texts * 16).fill(1n), dims }] as const,
      );
      await graph.run(Object.fromEntries(feeds), graph.outputs[0]!);
      ended.push(name);
    };
    await Promise.all([pass("long", 128), pass("short", 1)]);
    expect(ended).toEqual(order);
  });

  it("gives every input its own vector, whatever runs at the same time", async () => {
    const alone = await start(join(fixtures, "clip"), 1);
    const { texts } = inputs;
    const known = {
      TEXT: await Promise.all(
        texts.map((text) => vectors(alone, { modality: "TEXT", values: [text] })),
      ),
      IMAGE: await Promise.all(
        images.map((image) => vectors(alone, { modality: "IMAGE", values: [image] })),
      ),
    };
    const together = await start(join(fixtures, "clip"), 3);
    const some = (length: number) => fc.array(fc.nat(length - 1), { minLength: 1, maxLength: 6 });
    const call = fc.oneof(
      fc.record({ modality: fc.constant("TEXT" as const), which: some(texts.length) }),
      fc.record({ modality: fc.constant("IMAGE" as const), which: some(images.length) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 2, maxLength: 12 }), async (calls) => {
        const answers = await Promise.all(
          calls.map(({ modality, which }) =>
            vectors(
              together,
              modality === "TEXT"
                ? { modality, values: which.map((i) => texts[i]!) }
                : { modality, values: which.map((i) => images[i]!) },
            ),
          ),
        );
        answers.forEach((answer, n) => {
          const { modality, which } = calls[n]!;
          answer.forEach((vector, k) => {
            const [expected] = known[modality][which[k]!]!;
            vector.forEach((value, d) => expect(value).toBeCloseTo(expected![d]!, 5));
          });
        });
      }),
      { numRuns: 20 },
    );
  }, 60_000);

  it("says MODEL_UNAVAILABLE while files cannot be loaded, and loads them once they are mended", async () => {
    const folder = mkdtempSync(join(tmpdir(), "model-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    cpSync(join(fixtures, "clip"), folder, { recursive: true });
    const model = await start(folder, 2);
    const text = { modality: "TEXT", values: ["a"] } as const;
    const graph = join(folder, "onnx/text_model.onnx");
    const tokenizer = join(folder, "tokenizer.json");

    truncateSync(graph, 1000);
    await expect(model.embed(text)).rejects.toMatchObject({
      code: "MODEL_UNAVAILABLE",
      message: "onnxruntime cannot load text_model.onnx (EXECUTION_PROVIDERS: cpu).",
    });
    cpSync(join(fixtures, "clip/onnx/text_model.onnx"), graph);
    // The sessions are open in both threads, and are opened again.
    renameSync(tokenizer, `${tokenizer}.gone`);
    await expect(model.embed(text)).rejects.toThrow();
    renameSync(`${tokenizer}.gone`, tokenizer);
    expect(await vectors(model, text)).toHaveLength(1);
  });

  it("lets one call more be in flight, which is prepared meanwhile", async () => {
    const settings = readConfig({ SESSION_THREADS: "3" });
    const provider = await create({ settings, log: createLog("silent") });
    expect(provider.limits(embedded, "TEXT").maxCalls).toBe(4);
  });
});

it("a process tells that it has read a tower before it answers, once for each", async () => {
  const towers = await readTowers(join(fixtures, "clip"));
  const onLoaded = vi.fn();
  const load = { towers, maxPixels: 1e6, executionProviders: ["cpu"] };
  const model = startProcess(load, 60_000, { onLoaded });
  onTestFinished(() => model.kill());
  for (const [towersRead, given] of [
    [1, { modality: "TEXT", values: ["a"] }],
    [1, { modality: "TEXT", values: ["b"] }],
    [2, { modality: "IMAGE", values: [images[0]!] }],
  ] as const) {
    await model.embed(given);
    expect(onLoaded).toHaveBeenCalledTimes(towersRead);
  }
});
