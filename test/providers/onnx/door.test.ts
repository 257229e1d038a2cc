import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

test("the rest of Parallax enters by the door", () => {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" });
  const sources = files.filter((file) => /\.tsx?$/.test(file)).map((file) => join("src", file));
  const entered = sources.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/"[./]*providers\/onnx\/([^"]+)"/g)].map(
      ([, path]) => `${file}: ${path}`,
    ),
  );
  expect(entered.length).toBeGreaterThan(5);
  expect(entered.filter((entry) => !entry.endsWith(": index.ts"))).toEqual([]);
});

test("to open the door loads no runtime, tokenizer or image library", async () => {
  // All three are native.
  const load = async (module: string) => {
    const script = `await import(${JSON.stringify(module)});
      const { sharedObjects } = process.report.getReport();
      console.log(JSON.stringify(sharedObjects.filter((path) => path.endsWith(".node"))));`;
    const args = ["--input-type=module", "--eval", script];
    return JSON.parse((await promisify(execFile)(process.execPath, args)).stdout) as string[];
  };
  expect(await load("./dist/providers/onnx/index.js")).toEqual([]);
  expect(await load("./dist/providers/onnx/worker/images/decode.js")).not.toEqual([]);
});
