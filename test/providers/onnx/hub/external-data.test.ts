import { readdirSync, readFileSync, statSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { embed, fixtures, images, openImage } from "../tiny-models.ts";
import { readTowers } from "../../../../providers/onnx/layout/read-towers.ts";
import { bench, commit, expectSoundCache, filesUnder } from "./bench.ts";

/** An export whose image tower keeps its tensors in files of their own. */
const folder = join(fixtures, "open-clip");
const files = Object.fromEntries(
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => [path, readFileSync(join(folder, path))]),
);
const tensors = Object.keys(files).filter((path) => path.includes("onnx__"));
const repos = { "acme/huge": { files, commit, lfs: Object.keys(files) } };
const listed = Object.keys(files).filter((path) => !tensors.includes(path));
const part = { repo: "acme/huge", revision: commit, files: listed.map((path) => ({ path })) };

describe("tensors outside their graph", () => {
  test("come with it, though no list names them, and the model runs", async () => {
    expect(tensors.length).toBeGreaterThan(5);
    const { hub, settings } = await bench(repos);
    const seen: { done: number; total: number }[] = [];
    const [snapshot] = await hub.pull([part], { onProgress: (progress) => seen.push(progress) });
    expect(await filesUnder(snapshot!.directory)).toEqual(Object.keys(files).toSorted());
    await expectSoundCache(settings);
    const total = Object.values(files).reduce((sum, content) => sum + content.length, 0);
    expect(seen.at(-1)).toEqual({ done: total, total });

    const embedded = async (directory: string) =>
      embed(await openImage(await readTowers(directory)), images);
    expect(await embedded(snapshot!.directory)).toEqual(await embedded(folder));
  });

  test("are asked for again when the last pull ended before them", async () => {
    const { hub, server, another } = await bench(repos);
    server.fail({ path: tensors.at(-1)!, kind: { status: 404 }, times: 1 });
    await expect(hub.pull([part])).rejects.toThrow(`${tensors.at(-1)} of acme/huge does not exist`);
    expect(another().status([part]).snapshots).toBeUndefined();
    const [snapshot] = await another().pull([part]);
    expect(await filesUnder(snapshot!.directory)).toEqual(Object.keys(files).toSorted());
  });

  test("are checked with the rest", async () => {
    const { hub } = await bench(repos);
    const [snapshot] = await hub.pull([part]);
    const faults = async () => (await hub.check([part])).filter(({ fault }) => fault);
    expect(await faults()).toEqual([]);
    const [first, second] = tensors.map((path) => join(snapshot!.directory, path));
    await writeFile(first!, "other content");
    await rm(second!);
    expect((await faults()).map(({ path }) => path)).toEqual(tensors.slice(0, 2));
  });

  test("are not looked for outside the model", async () => {
    const graph = Buffer.from(files["visual/model.onnx"]!);
    const name = Buffer.from("onnx__13");
    for (let at = graph.indexOf(name); at >= 0; at = graph.indexOf(name)) {
      graph.write("../../..", at);
    }
    const evil = { files: { ...files, "visual/model.onnx": graph }, commit };
    const { hub } = await bench({ "acme/huge": evil });
    await expect(hub.pull([part])).rejects.toMatchObject({ retryable: false });
  });
});
