import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("does not let onnxruntime-node download CUDA libraries when it is installed", () => {
  // npm runs the scripts of packages that are marked so. A new version needs this done again: take
  // "hasInstallScript" out of its entry in package-lock.json.
  const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
    packages: Record<string, object>;
  };
  expect(lock.packages["node_modules/onnxruntime-node"]).toBeDefined();
  expect(lock.packages["node_modules/onnxruntime-node"]).not.toHaveProperty("hasInstallScript");
});
