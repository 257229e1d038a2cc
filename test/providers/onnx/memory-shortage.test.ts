import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, it, onTestFinished } from "vitest";
import { isMemoryShortage } from "../../../providers/memory-shortage.ts";
import { readTowers } from "../../../providers/onnx/layout/read-towers.ts";
import { startProcess } from "../../../providers/onnx/processes/process.ts";
import { modelProcessesOf } from "../../support/processes.ts";
import { fixtures, images } from "./tiny-models.ts";

const hasPrlimit = spawnSync("prlimit", ["--version"]).status === 0;

it.runIf(hasPrlimit)("an image for which there is no memory is not blamed for it", async () => {
  const towers = await readTowers(join(fixtures, "clip"));
  const load = { towers, maxPixels: 50_000_000, executionProviders: ["cpu"] };
  const model = startProcess(load, 60_000);
  onTestFinished(() => model.kill());
  const small = { modality: "IMAGE", values: [images[0]!] } as const;
  await model.embed(small);

  const [pid] = modelProcessesOf(process.pid);
  // Should the machine run out of memory, the kernel takes this process first.
  const score = (of: number | "self") => Number(readFileSync(`/proc/${of}/oom_score_adj`, "utf8"));
  expect(score(pid!)).toBe(Math.min(1000, score("self") + 500));

  const usedKb = /VmData:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1];
  const limit = Number(usedKb) * 1024 + 60_000_000;
  expect(spawnSync("prlimit", ["--pid", `${pid}`, `--data=${limit}`]).status).toBe(0);
  const canvas = { width: 6000, height: 6000, channels: 3, background: "teal" } as const;
  const large = await sharp({ create: canvas }).png().toBuffer();
  const { rows } = await model.embed({ modality: "IMAGE", values: [large] });
  expect(rows[0]).toMatchObject({ code: "PROVIDER_FAILED", retryable: true });
  expect((await model.embed(small)).rows[0]).toHaveProperty("vector");
});

it.each([
  ["vips_image_write_to_memory: out of memory -- size == 140MB", true],
  ["heif: Invalid input: Unspecified: Memory allocation error (2.0)", true],
  ["VipsJpeg: Insufficient memory (case 4)", true],
  ["Failed to allocate memory for requested buffer of size 4096", true],
  ["std::bad_alloc", true],
  ["Array buffer allocation failed", true],
  ["Memory allocation of 9999999999 bytes is beyond the 50000000 byte limit", false],
  ["VipsJpeg: premature end of JPEG image", false],
])("%j is a shortage of memory: %s", (message, expected) => {
  expect(isMemoryShortage(new Error(message))).toBe(expected);
});
