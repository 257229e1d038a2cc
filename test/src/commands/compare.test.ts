import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dot } from "../../../models/vector/vector.ts";
import { runCommand } from "../../../src/commands/command.ts";
import { compare } from "../../../src/commands/compare.ts";
import type { Compared } from "../../../src/commands/compare-query.ts";
import {
  fixtures,
  inputs,
  readJson,
  vectorsOf,
  type Golden,
} from "../../providers/onnx/tiny-models.ts";
import { testTerminal } from "./terminal.ts";
import { id, online, serveTiny, tiny } from "./tiny-hub.ts";

const texts = ["a photo of a cat", "A Photo of a Dog!", "x"];
const images = ["square.png", "wide.png"];
const paths = images.map((name) => join(fixtures, "images", name));
const own = {
  LOCAL_MODELS: `a/clip=${join(fixtures, "clip")},b/siglip=${join(fixtures, "siglip")}`,
  DEFAULT_MODEL: "a/clip",
};

async function run(args: readonly string[], env: Record<string, string> = {}) {
  const { terminal, said } = await testTerminal({ ...own, ...env });
  const code = await runCommand(compare, args, terminal);
  return { code, ...said };
}

const usual = ["--models", "a/clip,b/siglip", "--texts", texts.join(), "--templates", "{label}"];

describe("compare", () => {
  let answer: ReturnType<typeof run> | undefined;
  const once = () => (answer ??= run([...usual, ...paths]));

  it("prints a table for each image: a row for each text, a column for each model", async () => {
    const { code, out, err } = await once();
    expect(code).toBe(0);
    expect(err).toBe("Loading a/clip\nLoading b/siglip\n");
    for (const path of paths) {
      const table = out.slice(out.indexOf(path)).split("\n").slice(1, 5);
      expect(table[0]!.trim().split(/ +/)).toEqual(["a/clip", "b/siglip"]);
      expect(table.slice(1).map((line) => line.split(/ {2,}/)[0])).toEqual(texts);
      for (const column of [1, 2]) {
        const cells = table.slice(1).map((line) => line.split(/ {2,}/)[column]!.split(" #"));
        const byRank = cells.toSorted((one, other) => Number(one[1]) - Number(other[1]));
        expect(byRank.map(([, rank]) => rank)).toEqual(["1", "2", "3"]);
        const scores = byRank.map(([score]) => Number(score));
        expect(scores).toEqual(scores.toSorted((one, other) => other - one));
      }
    }
  });

  it("prints activation, dimensions, latency and cost of the models", async () => {
    const { out } = await once();
    expect(out).toMatch(/^a\/clip +softmax +12 +\d+ ms +free$/m);
    expect(out).toMatch(/^b\/siglip +sigmoid +16 +\d+ ms +free$/m);
  });

  it("prints how far the models agree", async () => {
    const { out } = await once();
    expect(out).toMatch(/^a\/clip and b\/siglip +-?[01]\.\d\d +\d+ %$/m);
  });

  it("gives the reference's scores", async () => {
    const { out } = await run([...usual, "--json", ...paths]);
    const { data } = JSON.parse(out) as { data: { compare: Compared } };
    const golden = await readJson<Golden>("clip/golden.json");
    const ofTexts = vectorsOf(golden, golden.texts);
    const ofImages = vectorsOf(golden, golden.images!);
    images.forEach((image, i) => {
      const { labels } = data.compare.results[0]!.classifications![i]!;
      for (const { label, similarity } of labels) {
        const text = ofTexts[inputs.texts.indexOf(label)]!;
        const expected = dot(ofImages[inputs.images.indexOf(image)]!, text);
        expect(similarity).toBeCloseTo(expected, 4);
      }
    });
  });

  it("takes texts with commas, and several lists", async () => {
    const more = ["--texts", "x", "--text", "a dog, asleep", "--models", "a/clip"];
    const { out } = await run([...more, paths[0]!]);
    expect(out).toMatch(/^x {2,}[^]*^a dog, asleep {2,}/m);
    expect(out).not.toContain("agreement");
  });

  it("downloads the weights that lack first", async () => {
    const args = ["--models", `a/clip,${id}`, ...usual.slice(2), paths[0]!];
    const { code, out, err } = await run(args, online(await serveTiny()));
    expect(code).toBe(1);
    expect(err).toMatch(/Pulling openai\/clip-vit-base-patch16\n(weights .*\n)*weights 100%/);
    // They are those of a smaller model than the catalog means.
    expect(out).toContain(`${id} answered 12 dimensions instead of 512. (PROVIDER_FAILED)`);
  });

  it("goes on without a model that cannot be had, or an image that cannot be read", async () => {
    const broken = join(fixtures, "inputs.json");
    const args = ["--models", `${id},a/clip`, ...usual.slice(2), paths[0]!, broken];
    const { code, out, err } = await run(args);
    expect(code).toBe(1);
    expect(err).toMatch(/Not everything could be compared\.\n$/);
    expect(out).toMatch(/^openai\/clip-vit-base-patch16 +failed/m);
    expect(out).toMatch(
      /^openai\/clip-vit-base-patch16: HF_HUB_OFFLINE is set.* \(MODEL_UNAVAILABLE\)$/m,
    );
    expect(out).toMatch(/^a photo of a cat +– +0\.\d{4} #\d$/m);
    expect(out).toContain(`a/clip: ${broken}: `);
  });

  it("tells why a pull failed, and does not try it again", async () => {
    const server = await serveTiny();
    const path = "onnx/vision_model.onnx";
    server.fail({ path, kind: { status: 404 }, method: "HEAD" });
    const args = ["--models", `${id},a/clip`, ...usual.slice(2), paths[0]!];
    const { code, out } = await run(args, online(server));
    expect(code).toBe(1);
    expect(out).toMatch(
      /^openai\/clip-vit-base-patch16: .*vision_model\.onnx.* \(MODEL_UNAVAILABLE\)$/m,
    );
    expect(server.served.filter((served) => served.path === path)).toHaveLength(1);
  });

  it("tries a model all the same whose files are here without the scale of its checkpoint", async () => {
    const siglip = "siglip-large-patch16-256";
    const server = await serveTiny({ [`Xenova/${siglip}`]: tiny("siglip") });
    const args = ["--models", `google/${siglip}`, ...usual.slice(2), paths[0]!];
    const { out, err } = await run(args, online(server));
    expect(err).toMatch(new RegExp(`^google/${siglip}: .*model\\.safetensors`, "m"));
    expect(out).toContain(`google/${siglip} answered 16 dimensions`);
  });

  it("says what failed in JSON, too, and exits with 1", async () => {
    const args = ["--models", `${id},a/clip`, ...usual.slice(2), "--json", paths[0]!];
    const { code, out } = await run(args);
    expect(code).toBe(1);
    const { data } = JSON.parse(out) as { data: { compare: Compared } };
    expect(data.compare.results.map(({ error }) => error?.code)).toEqual([
      "MODEL_UNAVAILABLE",
      undefined,
    ]);
  });

  it.each([
    [["--texts", "x,x"], 'The label "x" is there twice.'],
    [
      ["--texts", "x", "--templates", "a photo"],
      'The template "a photo" does not contain {label}, and is none of the lists @imagenet80 and @imagenet7.',
    ],
    [["--texts", "x,y,z"], "texts has 3 items; the limit is 2 (MAX_INPUTS)."],
  ])("refuses %j before any model is loaded", async (args, reason) => {
    const env = { MAX_INPUTS: "2" };
    const { code, err } = await run(["--models", "a/clip", ...args, paths[0]!], env);
    expect([code, err]).toEqual([1, `${reason}\n`]);
  });

  it.each([
    [["--models", "a/clip", "--texts", "x", "nowhere.jpg"], "nowhere.jpg: there is no such file."],
    [["--models", "a/clip", "--texts", "x", fixtures], "it is a directory."],
    [["--models", "a/clop", "--texts", "x", paths[0]!], "Did you mean a/clip"],
    [["--models", "a/clip,a/clip", "--texts", "x", paths[0]!], "models has a/clip twice"],
  ])("with %j fails with the reason", async (args, reason) => {
    const { code, err, out } = await run(args);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain(reason);
    expect(err).not.toContain("    at ");
  });

  it.each([
    [["--texts", "x", "a.jpg"], /Which models\?/],
    [["--models", "a", "a.jpg"], /Which texts\?/],
    [["--models", "a", "--texts", "x"], /Which images\?/],
    [["--model", "a"], /--model/],
  ])("with %j is wrong usage", async (args, reason) => {
    const { code, err } = await run(args);
    expect(code).toBe(2);
    expect(err).toMatch(reason);
    expect(err).toContain("npm run compare -- --models");
  });
});
