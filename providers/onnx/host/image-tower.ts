import { decode } from "../decode.ts";
import { chooseOutput } from "../layout-output.ts";
import { pixels } from "../pixels.ts";
import type { ImageTower } from "../towers.ts";
import { batchOf, type Pass, type RunTower } from "./pass.ts";
import type { Graph } from "./sessions.ts";

/** Encoded images through the image tower. An image that cannot be decoded fails alone. */
export function createImageTower(
  { pixels: spec }: ImageTower,
  graph: Graph,
  maxPixels: number,
): RunTower<Uint8Array> {
  const side = spec.crop ?? spec.size;
  const floats = 3 * side * side;
  const input = graph.inputs[0]!.name;
  const output = chooseOutput(graph.outputs, "image").name;

  return {
    batch: batchOf(graph),
    async run(images): Promise<Pass> {
      const startedAt = performance.now();
      const decoded = await Promise.allSettled(images.map((bytes) => decode(bytes, { maxPixels })));
      const readable = decoded.flatMap((each) => (each.status === "fulfilled" ? each.value : []));
      const data = new Float32Array(readable.length * floats);
      readable.forEach((image, i) => pixels(image, spec, data, i * floats));
      const prepareMs = performance.now() - startedAt;

      const result =
        readable.length > 0
          ? await graph.run({ [input]: { data, dims: [readable.length, 3, side, side] } }, output)
          : { data: new Float32Array(), ms: 0 };
      const width = result.data.length / Math.max(1, readable.length);
      let next = 0;
      const rows = decoded.map((each) => {
        if (each.status === "rejected") return each.reason as Error;
        return { vector: result.data.slice(next * width, ++next * width) };
      });
      return { rows, computeMs: prepareMs + result.ms };
    },
  };
}
