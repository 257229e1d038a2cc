import { availableParallelism } from "node:os";
import { bulkhead } from "cockatiel";
import { asError } from "../../../models/errors.ts";
import { decode } from "./images/decode.ts";
import { pixels } from "./images/pixels.ts";
import type { ImageTower } from "../towers.ts";
import type { Pass } from "../../provider.ts";
import { batchOf, type RunTower } from "./pass.ts";
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
  // Decoded images are large: no more of them at once than there are cores to decode them.
  const slots = bulkhead(availableParallelism(), Infinity);

  return {
    batch: batchOf(graph),
    async run(images): Promise<Required<Pass>> {
      const startedAt = performance.now();
      const data = new Float32Array(images.length * floats);
      const problems = await Promise.all(
        images.map((bytes, i) =>
          slots
            .execute(async () => pixels(await decode(bytes, { maxPixels }), spec, data, i * floats))
            .then(() => undefined, asError),
        ),
      );
      const readable = closeRanks(data, floats, problems);
      const prepareMs = performance.now() - startedAt;

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
