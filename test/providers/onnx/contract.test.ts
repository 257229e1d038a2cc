import { readFileSync } from "node:fs";
import { embedded } from "../../../models/catalog/embedded.ts";
import type { Input } from "../../../models/model.ts";
import { create } from "../../../providers/onnx/provider.ts";
import { createLog } from "../../../src/telemetry/log.ts";
import { readConfig } from "../../../src/config/config.ts";
import { testProvider } from "../provider-contract.ts";

const photo = (name: string): Input => ({
  modality: "IMAGE",
  bytes: new Uint8Array(readFileSync(`test/fixtures/photos/${name}.jpg`)),
});
const text = (value: string): Input => ({ modality: "TEXT", text: value });

testProvider("onnx", async () => ({
  provider: await create({ settings: readConfig({}), log: createLog("silent") }),
  model: embedded,
  inputs: [
    ["a cat", "", "two rockets and a cup of coffee", "word ".repeat(300)].map(text),
    ["chelsea", "coffee", "rocket", "astronaut"].map(photo),
  ],
  bad: { modality: "IMAGE", bytes: new Uint8Array([1, 2, 3]) },
}));
