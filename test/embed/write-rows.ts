import { stat } from "node:fs/promises";
import type { Head, OutRow } from "../../src/commands/embed/rows.ts";
import { openSink } from "../../src/commands/embed/sink.ts";

/**
 * Writes rows whose numbers `check_files.py` can compute too, and tells what that took:
 * `npx tsx test/embed/write-rows.ts OUT ROWS DIMENSIONS`.
 */
const [path, rows, dimensions] = [
  process.argv[2]!,
  Number(process.argv[3]),
  Number(process.argv[4]),
];
const blockSize = 64;

const head: Head = {
  model: "example/model",
  space: "example-space",
  revision: null,
  dimensions,
  purpose: "DOCUMENT",
};

const start = performance.now();
const sink = await openSink(path, head, { fingerprint: "example" });
while (sink.done < rows) {
  const size = Math.min(blockSize, rows - sink.done);
  await sink.write(Array.from({ length: size }, (_, i) => rowOf(sink.done + i)));
}
const written = performance.now();
await sink.finish();
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const { size } = await stat(path);
console.log(
  `${rows} rows of ${dimensions}: ${seconds(written - start)} to write, ` +
    `${seconds(performance.now() - written)} to finish, ${(size / 1e6).toFixed(1)} MB, ` +
    `at most ${(process.resourceUsage().maxRSS / 1e3).toFixed(0)} MB of memory`,
);

/** Every hundredth has failed, every tenth was too long. */
function rowOf(i: number): OutRow {
  const key = `Fotos/straße ${i} 🏔.jpg`;
  if (i % 100 === 99) {
    const error = { code: "FETCH_FAILED", message: `no “${i}”` };
    return { key, truncated: false, error };
  }
  const vector = Float32Array.from({ length: dimensions }, (_, j) => {
    return (Math.imul(i * dimensions + j, 2_654_435_761) >>> 0) / 2 ** 32 - 0.5;
  });
  return { key, vector, truncated: i % 10 === 0 };
}
