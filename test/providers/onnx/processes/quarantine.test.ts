import { readFileSync } from "node:fs";
import { expect, test, onTestFinished } from "vitest";
import { embedded } from "../../../../models/catalog/embedded.ts";
import type { Input } from "../../../../models/model.ts";
import { create } from "../../../../providers/onnx/provider.ts";
import { readConfig } from "../../../../src/config/config.ts";
import { createLog } from "../../../../src/telemetry/log.ts";
import { modelProcessesOf } from "../../../support/processes.ts";
import { countProviderEvents } from "../../../support/provider-events.ts";

const photo = new Uint8Array(readFileSync("test/fixtures/photos/coffee.jpg"));
const images: Input[] = Array.from({ length: 6 }, () => ({ modality: "IMAGE", bytes: photo }));
const options = { dimensions: 512, purpose: "DOCUMENT" } as const;

test("passes that die together are all answered, and count as one death", async () => {
  const provider = await create({ settings: readConfig({}), log: createLog("silent") });
  const { counted, stop } = countProviderEvents();
  onTestFinished(async () => {
    stop();
    await provider.close();
  });
  await provider.embed(embedded, images.slice(0, 1), options);
  for (let i = 0; i < 3; i++) {
    const passes = [1, 2, 3, 4].map(() => provider.embed(embedded, images, options));
    process.kill(modelProcessesOf(process.pid)[0]!, "SIGKILL");
    for (const { rows } of await Promise.all(passes)) {
      expect(rows.filter((row) => row instanceof Error)).toEqual([]);
    }
  }
  expect(counted).toEqual({ "process died": 3 });
  expect(provider.availability(embedded).status).toBe("READY");
  // A dozen passes of photos, most of them one by one: long on a busy machine.
}, 120_000);
