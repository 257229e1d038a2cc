import { availableParallelism } from "node:os";
import { beforeEach, expect, test, vi } from "vitest";
import { createImageTower } from "../../../../providers/onnx/worker/image-tower.ts";
import type { Graph } from "../../../../providers/onnx/worker/graph.ts";

const decoding = vi.hoisted(() => ({ pixels: 0, most: 0, images: 0, mostImages: 0 }));

/** Images of as many pixels as their only byte says. */
vi.mock("../../../../providers/onnx/worker/images/decode.ts", () => ({
  async openImage([pixels]: Uint8Array) {
    return {
      pixels,
      async decode() {
        decoding.pixels += pixels!;
        decoding.images++;
        decoding.most = Math.max(decoding.most, decoding.pixels);
        decoding.mostImages = Math.max(decoding.mostImages, decoding.images);
        await new Promise((resolve) => setTimeout(resolve, 5));
        decoding.pixels -= pixels!;
        decoding.images--;
        return { data: new Uint8Array(3), width: 1, height: 1 };
      },
    };
  },
}));
beforeEach(() => void Object.assign(decoding, { most: 0, mostImages: 0 }));

const one: [number, number, number] = [1, 1, 1];
const spec = { alpha: "white", resize: "squash", size: 1, mean: one, std: one } as const;
const graph: Graph = {
  inputs: [{ name: "pixels", type: "float32", shape: ["batch", 3, 1, 1] }],
  outputs: ["image_embeds"],
  runCost: 0,
  run: async (feeds) => ({ data: feeds["pixels"]!.data as Float32Array, dims: [1, 3], ms: 0 }),
};
const tower = createImageTower(
  { graph: { runtime: "onnxruntime", file: "" }, pixels: spec },
  graph,
  100,
);

test("a pass decodes no more pixels at once than one image may have", async () => {
  const { rows } = await tower.run([90, 20, 90, 50, 50, 90].map((n) => Uint8Array.of(n)));
  expect(rows.length).toBe(6);
  expect(decoding.most).toBeLessThanOrEqual(100);
});

test("small images are decoded beside each other, one a core", async () => {
  await tower.run(Array.from({ length: 64 }, () => Uint8Array.of(1)));
  expect(decoding.mostImages).toBe(Math.min(64, availableParallelism()));
});
