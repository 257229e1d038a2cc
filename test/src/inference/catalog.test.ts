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
