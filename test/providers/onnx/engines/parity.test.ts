import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTowers } from "../../../../providers/onnx/layout/read-towers.ts";
import type { FileSource, Towers } from "../../../../providers/onnx/towers.ts";
import { startEngine } from "../../../../providers/onnx/worker/engine.ts";
import { createImageTower } from "../../../../providers/onnx/worker/image-tower.ts";
import { createTextTower } from "../../../../providers/onnx/worker/text-tower.ts";
import {
  batched,
  fromOnnx,
  type OpenInferenceServer,
  startOpenInference,
} from "../../../servers/open-inference/index.ts";
import { embed, fixtures, images, inputs, openImage, openText } from "../tiny-models.ts";
import { type Protocol, protocols, sourceOf } from "./set-up.ts";

/** A graph of each modality; texts with a mask, and one vector a token that is pooled here. */
const models = [
  { name: "clip", modalities: ["text", "image"] },
  { name: "multilingual", modalities: ["text"] },
];

describe.each(models)("the tiny model $name at engines", ({ name, modalities }) => {
  let towers: Towers<FileSource>;
  const servers: Record<string, OpenInferenceServer> = {};

  beforeAll(async () => {
    towers = (await readTowers(join(fixtures, name))) as Towers<FileSource>;
    for (const modality of modalities) {
      const { file } = towers[modality as "text" | "image"]!.graph;
      servers[modality] = await startOpenInference({
        models: { m: batched(await fromOnnx(file, 3)) },
      });
    }
  });
  afterAll(() => Promise.all(Object.values(servers).map((server) => server.stop())));

  const open = (protocol: Protocol, modality: string) =>
    startEngine()(sourceOf([[protocol, servers[modality]!]]), () => {});

  it.runIf(modalities.includes("text")).each(protocols)(
    "gives onnxruntime's own vectors of texts over %s",
    async (protocol) => {
      const tower = await createTextTower(towers.text!, await open(protocol, "text"));
      const here = await embed(await openText(towers.text!), inputs.texts);
      expectSame(await embed(tower, inputs.texts), here);
    },
  );

  it.runIf(modalities.includes("image")).each(protocols)(
    "gives onnxruntime's own vectors of images over %s",
    async (protocol) => {
      const tower = createImageTower(towers.image!, await open(protocol, "image"), 1e6);
      const here = await embed(await openImage(towers), images);
      expectSame(await embed(tower, images), here);
      expect(servers.image!.counts.refused).toEqual([]);
    },
  );
});

function expectSame(got: readonly Float32Array[], expected: readonly Float32Array[]): void {
  expect(got.length).toBe(expected.length);
  for (const [row, vector] of got.entries()) {
    const worst = Math.max(...vector.map((value, i) => Math.abs(value - expected[row]![i]!)));
    expect(worst).toBeLessThan(1e-5);
  }
}
