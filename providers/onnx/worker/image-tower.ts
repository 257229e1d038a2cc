import { availableParallelism } from "node:os";
import { asError } from "../../../models/errors.ts";
import { createWeightedSemaphore } from "../../resilience/weighted-semaphore.ts";
import { openImage } from "./images/decode.ts";
import { pixels } from "./images/pixels.ts";
import type { ImageTower } from "../towers.ts";
import type { Pass } from "../../provider.ts";
import { batchOf, runBy, type RunTower } from "./pass.ts";
import { chooseOutput, type Graph } from "./graph.ts";

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
  // Decoded images are large: at once no more pixels than one image may have, and no more images
  // than there are cores to decode them.
  const decoding = createWeightedSemaphore(maxPixels);
  const leastWeight = Math.floor(maxPixels / availableParallelism());
  let uncollected = 0;

  async function prepare(bytes: Uint8Array, out: Float32Array, offset: number): Promise<void> {
    const image = await openImage(bytes, { maxPixels, alpha: spec.alpha });
    await decoding.run(Math.max(image.pixels, leastWeight), async () => {
      pixels(await image.decode(), spec, out, offset);
      collectSoon(image.pixels);
    });
  }

  /** V8 does not see how large decoded images are, and would leave many of them lying about. */
  function collectSoon(decoded: number): void {
    uncollected += decoded;
    if (uncollected > maxPixels / 2) {
      uncollected = 0;
      globalThis.gc?.();
    }
  }

  return {
    batch: batchOf(graph),
    async run(images, note): Promise<Required<Pass>> {
      const startedAt = performance.now();
      const data = new Float32Array(images.length * floats);
      const problems = await Promise.all(
        images.map((bytes, i) => prepare(bytes, data, i * floats).then(() => undefined, asError)),
      );
      const readable = closeRanks(data, floats, problems);
      const prepareMs = performance.now() - startedAt;
      note?.("decode", prepareMs, { "parallax.images": images.length });

      const result =
        readable > 0
          ? await graph.run(
              {
                [input]: {
                  data: readable < images.length ? data.slice(0, readable * floats) : data,
                  dims: [readable, 3, side, side],
                },
              },
              output,
            )
          : { data: new Float32Array(), ms: 0 };
      note?.("run", result.ms, { "parallax.rows": readable, ...runBy(graph) });
      const width = result.data.length / Math.max(1, readable);
      let next = 0;
      const rows = problems.map(
        (problem) => problem ?? { vector: result.data.slice(next * width, ++next * width) },
      );
      return { rows, computeMs: prepareMs + result.ms };
    },
  };
}

/** Moves the images that could be read together, in their order. @returns how many they are */
function closeRanks(
  data: Float32Array,
  floats: number,
  problems: readonly (Error | undefined)[],
): number {
  let readable = 0;
  problems.forEach((problem, i) => {
    if (problem) {
      return;
    }
    if (i !== readable) {
      data.copyWithin(readable * floats, i * floats, (i + 1) * floats);
    }
    readable++;
  });
  return readable;
}
