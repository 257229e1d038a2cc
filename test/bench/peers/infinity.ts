import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { clipFolder, clipId } from "../clip.ts";
import type { Peer } from "./peer.ts";

/** Where `infinity_emb` can be imported. */
const python = process.env.INFINITY_PYTHON ?? "python3";
/** The same weights as transformers saves them: Infinity runs PyTorch. */
const weights = join(clipFolder, "torch");

/** https://github.com/michaelfeil/infinity */
export const infinity: Peer = {
  name: "Infinity (PyTorch)",
  missing() {
    if (spawnSync(python, ["-c", "import infinity_emb"]).status !== 0) {
      return `not installed: ${python} cannot import infinity_emb (INFINITY_PYTHON names another)`;
    }
    return existsSync(weights) ? undefined : "no CLIP: `npm run bench -- clip` says how to make it";
  },
  model: { name: "CLIP", directory: join(clipFolder, "fp32"), id: clipId("fp32") },
  path: "/embeddings",
  mark: '"embedding":[',
  command: (port) => ({
    program: python,
    arguments: [
      ...["-m", "infinity_emb.cli", "v2", "--model-id", resolve(weights)],
      ...["--served-model-name", "clip", "--engine", "torch", "--device", "cpu"],
      ...["--dtype", "float32", "--host", "127.0.0.1", "--port", String(port)],
    ],
    environment: { INFINITY_ANONYMOUS_USAGE_STATS: "0", HF_HUB_OFFLINE: "1" },
  }),
  body: (text) => Buffer.from(JSON.stringify({ model: "clip", input: [text] })),
  read(answer) {
    const { data } = JSON.parse(answer) as { data: [{ embedding: number[] }] };
    return { vector: Float32Array.from(data[0].embedding) };
  },
};
