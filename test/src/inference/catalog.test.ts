import { cp, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { loadCatalog } from "../../../src/inference/catalog.ts";
import { readConfig } from "../../../src/config/config.ts";
import { temporaryDirectory } from "../commands/terminal.ts";

const tiny = "test/fixtures/tiny";
const quiet = { info() {}, warn() {}, error() {} };
const load = (settings: Record<string, string>) => loadCatalog(readConfig(settings), quiet);

describe("LOCAL_MODELS", () => {
  it.each([
    [`a=${tiny}/clip,a=${tiny}/siglip`, "LOCAL_MODELS has a twice."],
    [
      `openai/clip-vit-base-patch32=/a,ViT-B-32=/b`,
      "LOCAL_MODELS has openai/clip-vit-base-patch32 twice (as ViT-B-32).",
    ],
  ])("%s is refused: one model, two directories", async (LOCAL_MODELS, reason) => {
    await expect(load({ LOCAL_MODELS })).rejects.toThrow(reason);
  });

  it("refuses a directory for a model of a cloud", async () => {
    await expect(load({ LOCAL_MODELS: `embed-v4.0=${tiny}/clip` })).rejects.toThrow(
      `LOCAL_MODELS embed-v4.0=${resolve(tiny, "clip")}: cohere/embed-v4.0 is no local model.`,
    );
  });

  it.each([
    ["me/clip=/nope", "me/clip=/nope: ", "there is no such directory"],
    ["me/clip=~/nope", `me/clip=${join(homedir(), "nope")}: `, "there is no such directory"],
    ["me/clip=package.json", `me/clip=${resolve("package.json")}: `, "it is a file"],
    [`ViT-B-32=${tiny}`, `ViT-B-32=${resolve(tiny)}: `, "has no tokenizer.json"],
  ])("%s fails with the setting, the id, the whole path and the reason", async (...row) => {
    const [LOCAL_MODELS, entry, reason] = row;
    await expect(load({ LOCAL_MODELS })).rejects.toThrow(
      new RegExp(`^LOCAL_MODELS ${entry}.*${reason}`),
    );
  });

  it("refuses files that say other dimensions than the record", async () => {
    await expect(load({ LOCAL_MODELS: `ViT-B-32=${tiny}/clip` })).rejects.toThrow(
      `LOCAL_MODELS ViT-B-32=${resolve(tiny, "clip")}: its files say 12 dimensions, but ` +
        "openai/clip-vit-base-patch32 has 512.",
    );
  });

  it("takes files that do not say their dimensions", async () => {
    const directory = await temporaryDirectory();
    await cp(`${tiny}/clip`, directory, { recursive: true });
    await writeFile(join(directory, "config.json"), "{}");
    const models = await load({ LOCAL_MODELS: `ViT-B-32=${directory}` });
    expect(models.find(({ id }) => id === "openai/clip-vit-base-patch32")).toMatchObject({
      dimensions: 512,
      weights: { from: "directory", directory },
    });
  });
});

describe("REMOTE_MODELS", () => {
  const clip = {
    id: "acme/clip",
    url: "http://gpu:8000",
    dialect: "vllm",
    model: "clip",
    dimensions: 512,
  };
  async function loaded(...models: object[]) {
    const file = join(await temporaryDirectory(), "models.json");
    await writeFile(file, JSON.stringify({ models }));
    return load({ REMOTE_MODELS: file });
  }

  it("are models beside the others, in spaces of their own", async () => {
    const models = await loaded(clip);
    expect(models.find(({ id }) => id === "acme/clip")).toMatchObject({
      provider: "remote",
      hosting: "LOCAL",
      space: "acme/clip",
      scoring: { activation: "COSINE" },
    });
  });

  it("have the space, the scores and the templates of a model whose space they declare", async () => {
    const models = await loaded(
      { ...clip, space: "ViT-B-32" },
      { ...clip, id: "acme/too", space: "clip-vit-b-32", templates: ["{label}"] },
    );
    const [original, one, other] = ["openai/clip-vit-base-patch32", "acme/clip", "acme/too"].map(
      (id) => models.find((model) => model.id === id)!,
    );
    expect(one).toMatchObject({
      space: original!.space,
      scoring: original!.scoring,
      templates: original!.templates,
    });
    expect(other).toMatchObject({ space: original!.space, templates: ["{label}"] });
  });

  it.each<[object[], string]>([
    [
      [{ ...clip, id: "ViT-B-32" }],
      'models[0]: "ViT-B-32" is a name of openai/clip-vit-base-patch32',
    ],
    [[clip, { ...clip, id: "b", aliases: ["acme/clip"] }], 'models[1]: "acme/clip" is a name of'],
    [[{ ...clip, space: "clip-vit-l-14" }], "has vectors of 768 dimensions in the space"],
  ])("%j is refused", async (models, reason) => {
    await expect(loaded(...models)).rejects.toThrow(`REMOTE_MODELS: `);
    await expect(loaded(...models)).rejects.toThrow(reason);
  });
});

describe("ENGINES", () => {
  const at = (endpoint: string) => ({
    protocol: "http",
    tls: false,
    address: endpoint.split("/")[0],
    model: endpoint.split("/")[1],
  });
  const enginesOf = async (settings: Record<string, string>, id: string) =>
    (await load(settings)).find((model) => model.id === id)?.engines;

  it("are a model's by any of its names, and those of other names of the same files", async () => {
    const ENGINES = "ViT-B-32=oip+http://a:1/i,t,clip-ViT-B-32=oip+http://b:1/,t";
    const expected = { image: [at("a:1/i")], text: [at("a:1/t"), at("b:1/t")] };
    expect(await enginesOf({ ENGINES }, "openai/clip-vit-base-patch32")).toEqual(expected);
    expect(await enginesOf({ ENGINES }, "sentence-transformers/clip-ViT-B-32")).toEqual(expected);
    for (const other of ["openai/clip-vit-base-patch32@fp16", "openai/clip-vit-base-patch16"]) {
      expect(await enginesOf({ ENGINES }, other)).toBeUndefined();
    }
  });

  it("make a model of a directory without graphs", async () => {
    const directory = await temporaryDirectory();
    const small = (source: string) => !source.endsWith(".onnx");
    await cp(`${tiny}/siglip`, directory, { recursive: true, filter: small });
    const settings = {
      LOCAL_MODELS: `me/siglip=${directory}`,
      ENGINES: "me/siglip=oip+http://a:1/i,t",
    };
    expect((await load(settings)).at(-1)).toMatchObject({
      id: "me/siglip",
      dimensions: 16,
      modalities: ["TEXT", "IMAGE"],
      scoring: { activation: "SIGMOID" },
      engines: { image: [at("a:1/i")], text: [at("a:1/t")] },
    });
    await expect(load({ ...settings, ENGINES: "me/siglip=oip+http://a:1/i," })).rejects.toThrow(
      /^LOCAL_MODELS me\/siglip=.* has no onnx\/text_model.onnx/,
    );
  });

  it.each([
    ["me/clp=oip+http://a:1/i,t", /^ENGINES: There is no model "me\/clp"\. Did you mean me\/clip/],
    [
      "embed-v4.0=oip+http://a:1/i,t",
      /^ENGINES embed-v4\.0: cohere\/embed-v4\.0 is no local model/,
    ],
    [
      "me/texts=oip+http://a:1/i,t",
      /^ENGINES me\/texts: i is for IMAGE, but me\/texts takes only TEXT: its directory has no prep/,
    ],
  ])("%s is refused", async (ENGINES, reason) => {
    const LOCAL_MODELS = `me/clip=${tiny}/clip,me/texts=${tiny}/multilingual`;
    await expect(load({ LOCAL_MODELS, ENGINES })).rejects.toThrow(reason);
  });
});

describe("PRICES", () => {
  it("are those of the models they name", async () => {
    const models = await load({ PRICES: "embed-v4.0:TEXT=0.25" });
    const { pricing } = models.find(({ id }) => id === "cohere/embed-v4.0")!;
    expect(pricing).toContainEqual(expect.objectContaining({ modality: "TEXT", usd: 0.25 }));
  });

  it("refuse a model that there is not", async () => {
    await expect(load({ PRICES: "embed-v5.0:TEXT=0.1" })).rejects.toThrow(
      /^PRICES: There is no model "embed-v5\.0"\. Did you mean embed-v4\.0/,
    );
  });
});
