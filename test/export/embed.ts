import { readFile } from "node:fs/promises";
import type { WorkerInputs } from "../../providers/onnx/worker/protocol.ts";
import { readTowers } from "../../providers/onnx/layout/read-towers.ts";
import { startProcess } from "../../providers/onnx/processes/process.ts";

/**
 * node dist/test/export/embed.js <model directory> <file>: what the gateway makes of the texts and
 * images that the JSON file `{ texts, images }` lists, as JSON.
 */
const [directory, file] = process.argv.slice(2);
const { texts, images } = JSON.parse(await readFile(file!, "utf8")) as Record<string, string[]>;
const towers = await readTowers(directory!);
const load = { towers, maxPixels: 1e7, executionProviders: ["cpu"] };
const model = startProcess(load, 60_000);
try {
  const answer = {
    texts: await vectors({ modality: "TEXT", values: texts! }),
    images: await vectors({
      modality: "IMAGE",
      values: await Promise.all(images!.map((path) => readFile(path))),
    }),
    scoring: towers.scoring,
  };
  process.stdout.write(JSON.stringify(answer));
} finally {
  model.kill();
}

async function vectors(inputs: WorkerInputs): Promise<number[][]> {
  const { rows } = await model.embed(inputs);
  return rows.map((row) => {
    if (row instanceof Error) {
      throw row;
    }
    return [...row.vector];
  });
}
