import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

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
