import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { readTowers } from "../../../providers/onnx/layout/read-towers.ts";
import { startProcess } from "../../../providers/onnx/processes/process.ts";
import { fixtures, images } from "./tiny-models.ts";

it("onnxruntime leaves no device id and no telemetry behind, whatever the operator's environment says", async () => {
  const home = mkdtempSync(join(tmpdir(), "home-"));
  vi.stubEnv("HOME", home);
  vi.stubEnv("ORT_DISABLE_TELEMETRY", "0");
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true });
  });
  const towers = await readTowers(join(fixtures, "clip"));
  const load = { towers, maxPixels: 1e6, executionProviders: ["cpu"] };
  const model = startProcess(load, 60_000);
  // Both graphs are open and have run: what it keeps on disk, it writes before it opens the first.
  await model.embed({ modality: "TEXT", values: ["a"] });
  await model.embed({ modality: "IMAGE", values: [images[0]!] });
  model.kill();
  await model.exited;
  expect(readdirSync(home, { recursive: true })).toEqual([]);
});
