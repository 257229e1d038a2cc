/**
 * Embeds many texts with the command itself, and says how much memory that took:
 *
 *   node dist/test/embed/rows.js [rows, 100000 when left out] [.jsonl, .parquet or .npy]
 *
 * The gateway is another process, whose model makes vectors of 512 dimensions of nothing. So what is
 * measured is the command. Needs `npm run build`; takes a minute or two; Linux only.
 */
import { spawn } from "node:child_process";
import { createReadStream, readFileSync } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const rows = Number(process.argv[2] ?? 100_000);
const extension = process.argv[3] ?? ".jsonl";
const folder = await mkdtemp(join(tmpdir(), "parallax-rows-"));
const gateway = spawn(process.execPath, [join(import.meta.dirname, "gateway.js")], {
  stdio: ["pipe", "pipe", "inherit"],
});
try {
  const url = await new Promise<string>((resolve) =>
    gateway.stdout.once("data", (line: Buffer) => resolve(String(line).trim())),
  );
  await writeTexts(join(folder, "texts.txt"));
  const output = join(folder, `texts${extension}`);
  const startedAt = performance.now();
  const args = ["--in", join(folder, "texts.txt"), "--out", output, "--model", "fake"];
  const child = spawn(
    process.execPath,
    [
      join(import.meta.dirname, "../../src/cli.js"),
      "embed",
      ...args,
      "--as",
      "text",
      "--url",
      `${url}/graphql`,
    ],
    { stdio: "inherit" },
  );
  const sampled: number[] = [];
  const timer = setInterval(() => sampled.push(residentMb(child.pid!)), 500);
  const code = await new Promise((resolve) => child.on("exit", resolve));
  clearInterval(timer);
  const seconds = (performance.now() - startedAt) / 1000;
  const tenths = Array.from({ length: 10 }, (_, i) =>
    Math.max(0, ...sampled.slice((i * sampled.length) / 10, ((i + 1) * sampled.length) / 10)),
  );
  console.log(
    `exit ${String(code)}, ${seconds.toFixed(1)} s, ${Math.round(rows / seconds)} rows/s`,
  );
  console.log(`resident, in MB, the most of each tenth of the time: ${tenths.join(" ")}`);
  if (extension === ".jsonl") {
    await checkKeys(output);
  }
} finally {
  gateway.stdin.end();
  await rm(folder, { recursive: true });
}

async function writeTexts(path: string): Promise<void> {
  const file = await open(path, "w");
  for (let i = 0; i < rows; i += 1000) {
    const count = Math.min(1000, rows - i);
    const texts = Array.from({ length: count }, (_, j) => `a photo of thing number ${i + j}\n`);
    await file.write(texts.join(""));
  }
  await file.close();
}

async function checkKeys(path: string): Promise<void> {
  let row = 0;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (!line.startsWith(`{"key":"${row}",`)) {
      throw new Error(`Row ${row} is ${line.slice(0, 60)}`);
    }
    row++;
  }
  console.log(`${row} rows, in order`);
}

function residentMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
  } catch {
    return 0;
  }
}
