import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gateway } from "../../src/gateway.ts";
import { gatewayForTest, post, startTestGateway } from "../support/start-gateway.ts";
import { temporaryDirectory } from "../src/commands/terminal.ts";

/** Directories of the operator's own, through the whole gateway and each in its own process. */
const tiny = "test/fixtures/tiny";
const names = ["clip", "siglip", "open-clip", "open-clip-xlm-roberta", "multilingual-optimum"];

interface Inputs {
  texts: string[];
  images: string[];
}
const inputs = JSON.parse(readFileSync(`${tiny}/inputs.json`, "utf8")) as Inputs;
const golden = (name: string) =>
  JSON.parse(readFileSync(`${tiny}/${name}/golden.json`, "utf8")) as {
    dimensions: number;
    texts: string;
    images?: string;
  };
const images = inputs.images.map((name) => ({
  base64: readFileSync(`${tiny}/images/${name}`).toString("base64"),
}));

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    LOCAL_MODELS: names.map((name) => `own/${name}=${tiny}/${name}`).join(","),
  });
});
afterAll(() => gateway.close());

describe.each(names)("a directory of one's own (%s)", (name) => {
  it("becomes a model by configuration alone", async () => {
    const { data } = await post(
      gateway,
      `{ model(id: "own/${name}") { space dimensions modalities activation availability { status } } }`,
    );
    const { dimensions, images: hasImages } = golden(name);
    expect(data.model).toMatchObject({
      space: `own/${name}`,
      dimensions,
      modalities: hasImages ? ["TEXT", "IMAGE"] : ["TEXT"],
      availability: { status: "READY" },
    });
  });

  it("embeds texts as its reference does", async () => {
    const { data, errors } = await post(
      gateway,
      `query ($texts: [String!]!) { embedTexts(texts: $texts, model: "own/${name}") { base64 } }`,
      { texts: inputs.texts },
    );
    expect(errors).toBeUndefined();
    expectEqual(data.embedTexts, golden(name).texts);
  });

  it("embeds images as its reference does, where it has an image tower", async () => {
    const expected = golden(name).images;
    const { data, errors } = await post(
      gateway,
      `query ($images: [ImageInput!]!) { embedImages(images: $images, model: "own/${name}") { base64 } }`,
      { images },
    );
    if (expected) {
      expectEqual(data.embedImages, expected);
    } else {
      expect(errors![0]!.extensions.code).toBe("UNSUPPORTED_MODALITY");
    }
  });
});

describe("a directory that lacks something", () => {
  it("is refused at start, with the file and what was expected", async () => {
    const empty = await temporaryDirectory();
    await expect(startTestGateway({ LOCAL_MODELS: `own/empty=${empty}` })).rejects.toThrow(
      /tokenizer\.json or preprocessor_config\.json/,
    );
  });
});

describe("a directory for a model of the catalog", () => {
  it("only says where its files are: the record keeps its space", async () => {
    const directory = await undeclared();
    const other = await gatewayForTest({ LOCAL_MODELS: `ViT-B-32=${directory}` });
    const { data } = await post(
      other,
      `{ model(id: "ViT-B-32") { id space dimensions availability { status } } }`,
    );
    expect(data.model).toMatchObject({
      id: "openai/clip-vit-base-patch32",
      dimensions: 512,
      availability: { status: "READY" },
    });
    // And files of other weights than the record's, which do not say so, are found out.
    const { errors } = await post(other, `{ embedText(text: "a", model: "ViT-B-32") { space } }`);
    expect(errors![0]!.extensions.code).toBe("PROVIDER_FAILED");
    expect(errors![0]!.message).toMatch(/dimensions instead of 512/);
  });

  it("is refused at start when its files are of another length", async () => {
    await expect(startTestGateway({ LOCAL_MODELS: `ViT-B-32=${tiny}/clip` })).rejects.toThrow(
      /LOCAL_MODELS ViT-B-32=\/.*12 dimensions.*512/,
    );
  });

  it("with texts only makes the model one for texts", async () => {
    const id = "clip-ViT-B-32-multilingual-v1";
    const other = await gatewayForTest({ LOCAL_MODELS: `${id}=${tiny}/multilingual-optimum` });
    const query = `{ model(id: "${id}") { modalities video } }`;
    expect((await post(other, query)).data.model).toEqual({ modalities: ["TEXT"], video: "NONE" });
    const image = { base64: readFileSync("test/fixtures/photos/coffee.jpg", "base64") };
    const embed = `query ($image: ImageInput!) { embedImage(image: $image, model: "${id}") { space } }`;
    const { errors } = await post(other, embed, { image });
    expect(errors![0]!.extensions.code).toBe("UNSUPPORTED_MODALITY");
  });
});

/** A copy of a tiny CLIP whose files do not say how long its vectors are. */
async function undeclared(): Promise<string> {
  const directory = await temporaryDirectory();
  cpSync(`${tiny}/clip`, directory, { recursive: true });
  writeFileSync(join(directory, "config.json"), "{}");
  return directory;
}

function expectEqual(rows: readonly { base64: string }[], expected: string): void {
  const given = rows.flatMap(({ base64 }) => floats(base64));
  const wanted = floats(expected);
  expect(given.length).toBe(wanted.length);
  const differences = given.map((x, i) => Math.abs(x - wanted[i]!));
  expect(Math.max(...differences)).toBeLessThan(1e-4);
}

function floats(base64: string): number[] {
  const bytes = Buffer.from(base64, "base64");
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}
