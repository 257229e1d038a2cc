import { cp } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { catalog } from "../../../../models/catalog/index.ts";
import type { EnginePlace, Engines, Model } from "../../../../models/model.ts";
import { neededParts } from "../../../../providers/onnx/engines/graphs.ts";
import { createWeights } from "../../../../providers/onnx/weights.ts";
import { readConfig } from "../../../../src/config/config.ts";
import { createLog } from "../../../../src/telemetry/log.ts";
import { temporaryDirectory } from "../../../src/commands/terminal.ts";
import { fixtures } from "../tiny-models.ts";

const place: EnginePlace = { protocol: "http", tls: false, address: "h:1", model: "m" };
const both: Engines = { text: [place], image: [place] };

/** Every local model of the catalog whose files are in the hub's repositories. */
const hubModels = catalog.flatMap(({ id, weights }) =>
  weights?.from === "hub" ? [[id, weights.parts] as const] : [],
);

test.each(hubModels)("of %s an engine saves the download of its graphs alone", (_, parts) => {
  const paths = (engines: Engines) =>
    neededParts(parts, engines).flatMap(({ files }) => files.map(({ path }) => path));
  const all = paths({});
  const graphs = all.filter((path) => path.endsWith(".onnx"));
  expect(paths(both)).toEqual(all.filter((path) => !graphs.includes(path)));
  // Each tower is one graph, whichever of the layouts it is in.
  const gone = ({ text, image }: Engines) => {
    const left = paths({ ...(text && { text }), ...(image && { image }) });
    return all.filter((path) => !left.includes(path));
  };
  const [text, image] = [gone({ text: [place] }), gone({ image: [place] })];
  expect([...text, ...image].toSorted()).toEqual(graphs.toSorted());
  expect(image.join()).toMatch(/vis(ion|ual)/);
  expect(text.join()).not.toMatch(/vis(ion|ual)/);
});

const commit = "c0ffee0000000000000000000000000000000001";
const tinyFiles = [
  "config.json",
  "preprocessor_config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "onnx/text_model.onnx",
  "onnx/vision_model.onnx",
];
const record = {
  ...catalog[0]!,
  id: "acme/clip",
  weights: {
    from: "hub",
    parts: [{ repo: "acme/clip", revision: commit, files: tinyFiles.map((path) => ({ path })) }],
  },
} as const satisfies Model;

/** Weights in a cache that has the tiny model without some of its files. */
async function weightsWithout(lacks: RegExp) {
  const home = await temporaryDirectory();
  const snapshot = join(home, "hub/models--acme--clip/snapshots", commit);
  const filter = (source: string) => !lacks.test(source);
  await cp(join(fixtures, "clip"), snapshot, { recursive: true, filter });
  const settings = { HF_HOME: home, HF_HUB_OFFLINE: "1", REQUEST_TIMEOUT_MS: "7000" };
  return createWeights(
    readConfig({ ...settings, ENGINE_HEADERS: "x-team: a" }),
    createLog("silent"),
  );
}

test("towers at engines need the small files alone", async () => {
  const weights = await weightsWithout(/\.onnx$/);
  expect(weights.availability(record).status).toBe("DOWNLOADABLE");
  const atEngine: Model = { ...record, engines: both };
  expect(weights.availability(atEngine).status).toBe("READY");
  const graph = {
    runtime: "engine",
    endpoints: [place],
    headers: { "x-team": "a" },
    timeoutMs: 7000,
  };
  expect(await weights.towers(atEngine)).toMatchObject({
    text: { graph, tokens: { maxTokens: 77 } },
    image: { graph },
    dimensions: 12,
  });
});

test("of a model with one tower at an engine, the graph of the other is here", async () => {
  const weights = await weightsWithout(/vision_model\.onnx$/);
  const image: Model = { ...record, engines: { image: [place] } };
  expect(weights.availability({ ...record, engines: { text: [place] } }).status).toBe(
    "DOWNLOADABLE",
  );
  expect(weights.availability(image).status).toBe("READY");
  const towers = await weights.towers(image);
  expect(towers.text!.graph).toMatchObject({ runtime: "onnxruntime" });
  expect(towers.image!.graph).toMatchObject({ runtime: "engine", endpoints: [place] });
});

test("what is to be exported elsewhere lacks only its small files here", async () => {
  const weights = await weightsWithout(/./);
  const exported = catalog.find((model) => model.weights?.from === "export")!;
  const state = weights.availability({ ...exported, engines: both });
  expect(state.status).toBe("NEEDS_EXPORT");
  expect(state.reason).toBe("its tokenizer and configuration are not here, only at its engine.");
  expect(state.howToEnable).toMatch(/^Copy all but the graphs .* LOCAL_MODELS=\S+=directory\.$/);
});
