import { createHash } from "node:crypto";
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runModels } from "../../../src/commands/models.ts";
import { temporaryDirectory, testTerminal } from "./terminal.ts";
import { id, online, repo, serveTiny, tiny } from "./tiny-hub.ts";

const fixtures = join(import.meta.dirname, "../../fixtures/tiny");

async function check(args: readonly string[], env: Record<string, string> = {}) {
  const { terminal, said } = await testTerminal(env);
  const code = await runModels(["check", ...args], terminal);
  return { code, ...said };
}

const files = Object.keys(tiny("clip").files);

/** A copy of a tiny model that a test may damage. */
async function copy(name: string): Promise<string> {
  const directory = await temporaryDirectory();
  await cp(join(fixtures, name), directory, { recursive: true });
  return directory;
}

/** HF_HOME with a tiny model in it that has come from a hub. */
async function pulled() {
  const { terminal, home } = await testTerminal(online(await serveTiny()));
  expect(await runModels(["pull", id], terminal)).toBe(0);
  return home;
}

describe("models check", () => {
  it("embeds a text and an image and tells what came", async () => {
    const { code, out } = await check(["--directory", join(fixtures, "clip")]);
    expect(code).toBe(0);
    expect(out).toMatch(/text +onnx\/text_model\.onnx: ok, 12 dimensions, \d+ tokens/);
    expect(out).toMatch(/image +onnx\/vision_model\.onnx: ok, 12 dimensions/);
    expect(out).toContain("at most 77 tokens");
    expect(out).toContain("images 32×32 pixels, cropped");
    expect(out).toContain("scores softmax, scale 100");
  });

  it("tells padding, cleaning, and scale and bias of a SigLIP", async () => {
    const { out } = await check(["mine"], { LOCAL_MODELS: `mine=${join(fixtures, "siglip")}` });
    expect(out).toContain("at most 64 tokens, padded to 64, cleaned as siglip");
    expect(out).toContain("squashed");
    expect(out).toContain("scores sigmoid, scale 12.1825, bias -3.25");
  });

  it("takes a directory with texts only", async () => {
    const { code, out } = await check(["--directory", join(fixtures, "multilingual")]);
    expect([code, out]).toEqual([0, expect.not.stringContaining("image")]);
  });

  it("refuses an execution provider that is not here", async () => {
    const env = { EXECUTION_PROVIDERS: "cuda,cpu" };
    const { code, err } = await check(["--directory", join(fixtures, "clip")], env);
    expect(code).toBe(1);
    expect(err).toMatch(/^EXECUTION_PROVIDERS names cuda, which onnxruntime cannot use here: /);
  });

  it("says which file lacks", async () => {
    const directory = await copy("clip");
    await rm(join(directory, "tokenizer.json"));
    const { code, err } = await check(["--directory", directory]);
    expect(code).toBe(1);
    expect(err).toContain("has no tokenizer.json: expected the tokenizer of onnx/text_model.onnx");
  });

  it("says which graph cannot be loaded, and tries the other", async () => {
    const directory = await copy("clip");
    await writeFile(join(directory, "onnx/vision_model.onnx"), "no graph");
    const { code, out, err } = await check(["--directory", directory]);
    expect(code).toBe(1);
    expect(out).toMatch(/image +onnx\/vision_model\.onnx: onnxruntime cannot load/);
    expect(out).toMatch(/text +onnx\/text_model\.onnx: ok/);
    expect(err).toBe("One tower is wrong.\n");
  });

  it("compares files of the hub, and the dimensions with the catalog's", async () => {
    const { code, out } = await check([id], { HF_HOME: await pulled() });
    expect(out.match(/ ok /g)).toHaveLength(files.length);
    expect(out).toContain(`${repo}: onnx/text_model.onnx\n`);
    // The tiny model is not the one that the catalog means.
    expect(out).toMatch(/text_model\.onnx: it gives 12 dimensions where 512 are expected/);
    expect(code).toBe(1);
  });

  it("finds a file that was damaged on the disk, and says what to delete", async () => {
    const home = await pulled();
    const path = "onnx/text_model.onnx";
    const sha256 = createHash("sha256").update(tiny("clip").files[path]!).digest("hex");
    const blob = (await readdir(home, { recursive: true })).find((name) => name.endsWith(sha256))!;
    const bytes = await readFile(join(home, blob));
    bytes[1000]! ^= 1;
    await writeFile(join(home, blob), bytes);
    const { code, out, err } = await check([id], { HF_HOME: home });
    expect(code).toBe(1);
    expect(out).toContain(`WRONG  ${repo}: ${path}: its sha256 is not the expected ${sha256}`);
    expect(err).toContain(`1 of ${files.length} files are wrong`);
    expect(err).toContain(join(home, blob));
  });

  it.each([
    ["ViT-bigG-14", /is not exported yet\. Run `npm run models -- export/],
    ["cohere/embed-v4.0", /there are no files to check/],
    [id, /Files are missing\. `npm run models -- pull openai\/clip-vit-base-patch16` downloads/],
    ["ViT-B-23", /Did you mean ViT-B-32/],
  ])("of %s tells what to do instead", async (name, reason) => {
    const { code, err } = await check([name]);
    expect([code, err]).toEqual([1, expect.stringMatching(reason)]);
  });

  it.each([[[]], [["a", "--directory", "b"]]])("with %j is wrong usage", async (args) => {
    expect((await check(args)).code).toBe(2);
  });
});
