import { cp } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { embedded } from "../../../models/catalog/embedded.ts";
import { part } from "../../../models/catalog/hub.ts";
import { createWeights } from "../../../providers/onnx/weights.ts";
import { readConfig } from "../../../src/config/config.ts";
import { createLog } from "../../../src/telemetry/log.ts";
import { clip, directoryOf } from "./layout/layouts.ts";

test("of several precisions in one directory, the record says which is meant", async () => {
  const repo = "acme/clip";
  const commit = "c0ffee0000000000000000000000000000000001";
  const home = await directoryOf({});
  const graphs = ["text", "vision"].flatMap((tower) =>
    ["", "_fp16", "_quantized"].map((end) => `onnx/${tower}_model${end}.onnx`),
  );
  const files = { ...clip, ...Object.fromEntries(graphs.map((graph) => [graph, ""])) };
  const snapshot = join(home, "hub/models--acme--clip/snapshots", commit);
  await cp(await directoryOf(files), snapshot, { recursive: true });
  const parts = [part(repo, commit, graphs)];
  const model = { ...embedded, weights: { from: "hub", parts } } as const;
  const weights = createWeights(readConfig({ HF_HOME: home }), createLog("silent"));
  const graphOf = async (precision?: "fp16" | "q8") =>
    (await weights.towers({ ...model, ...(precision && { precision }) })).text!.graph;
  expect(await graphOf()).toHaveProperty("file", join(snapshot, "onnx/text_model.onnx"));
  expect(await graphOf("fp16")).toHaveProperty("file", join(snapshot, "onnx/text_model_fp16.onnx"));
  expect(await graphOf("q8")).toHaveProperty(
    "file",
    join(snapshot, "onnx/text_model_quantized.onnx"),
  );
});
