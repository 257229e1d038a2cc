import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTowers } from "../../../../providers/onnx/layout/read-towers.ts";
import type { FileSource, Towers } from "../../../../providers/onnx/towers.ts";
import type { Graph } from "../../../../providers/onnx/worker/graph.ts";
import { createImageTower } from "../../../../providers/onnx/worker/image-tower.ts";
import { createTextTower } from "../../../../providers/onnx/worker/text-tower.ts";
import {
  batched,
  fromOnnx,
  type OpenInferenceServer,
  startOpenInference,
} from "../../../servers/open-inference/index.ts";
import { embed, fixtures, furthest, images, inputs, openImage, openText } from "../tiny-models.ts";
import { openAt, protocols } from "./set-up.ts";

/** One input of texts; a mask as well, and one vector a token that is pooled here; images. */
const towersAtEngines = [
  ["clip", "text"],
  ["multilingual", "text"],
  ["clip", "image"],
] as const;

describe.each(towersAtEngines)("the tiny model %s with its %s tower at an engine", (name, kind) => {
  let towers: Towers<FileSource>;
  let server: OpenInferenceServer;
  let here: readonly Float32Array[];

  beforeAll(async () => {
    towers = (await readTowers(join(fixtures, name))) as Towers<FileSource>;
    const model = await fromOnnx(towers[kind]!.graph.file, 3);
    server = await startOpenInference({ models: { m: batched(model) } });
    here =
      kind === "text"
        ? await embed(await openText(towers.text!), inputs.texts)
        : await embed(await openImage(towers), images);
  });
  afterAll(() => server.stop());

  async function vectorsBy(graph: Graph): Promise<Float32Array[]> {
    return kind === "text"
      ? embed(await createTextTower(towers.text!, graph), inputs.texts)
      : embed(createImageTower(towers.image!, graph, 1e6), images);
  }

  it.each(protocols)("gives onnxruntime's own vectors over %s", async (protocol) => {
    const vectors = await vectorsBy(await openAt([[protocol, server]]));
    expect(vectors.length).toBe(here.length);
    expect(furthest(vectors, here)).toBeLessThan(1e-5);
    expect(server.counts.refused).toEqual([]);
  });

  it.runIf(kind === "text")("pads texts to whole steps, so that calls can be joined", async () => {
    const graph = await openAt([["http", server]]);
    const widths: number[] = [];
    const run: Graph["run"] = (feeds, output) => {
      widths.push(Object.values(feeds)[0]!.dims[1]!);
      return graph.run(feeds, output);
    };
    await embed(await createTextTower(towers.text!, { ...graph, run }), ["a", "a cat", "two cats"]);
    const { padTo, maxTokens } = towers.text!.tokens;
    expect(widths).toEqual([padTo ?? Math.min(8, maxTokens)]);
  });
});
