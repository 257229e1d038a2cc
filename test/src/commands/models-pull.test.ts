import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runModels } from "../../../src/commands/models.ts";
import type { Served } from "../../support/hub-content.ts";
import { until } from "../../support/processes.ts";
import { testTerminal } from "./terminal.ts";
import { id, online, repo, serveTiny, tiny } from "./tiny-hub.ts";

const paths = ["text_model", "vision_model"].map((name) => `onnx/${name}.onnx`);
const fixtures = join(import.meta.dirname, "../../fixtures/tiny");

/** A model whose scale and bias are in another repository only. */
const siglipLarge = {
  "Xenova/siglip-large-patch16-256": tiny("siglip"),
  "google/siglip-large-patch16-256": {
    commit: "d".repeat(40),
    files: { "model.safetensors": scalars({ logit_scale: 4, logit_bias: -12.5 }) },
    lfs: ["model.safetensors"],
  },
};

describe("models pull", () => {
  it("downloads a model, by its alias too, and says that it is READY and where", async () => {
    const { terminal, said, home } = await testTerminal(online(await serveTiny()));
    expect(await runModels(["pull", "ViT-B/16"], terminal)).toBe(0);
    expect(said.err).toMatch(/^Pulling openai\/clip-vit-base-patch16\nweights .*100%.*\n$/s);
    const directory = /^READY: (.*), softmax, scale 100\n {2}(.*)\n$/.exec(said.out);
    expect(directory?.[1]).toBe(id);
    expect(directory?.[2]).toContain(home);
    expect(readFileSync(join(directory![2]!, paths[0]!))).toEqual(tiny("clip").files[paths[0]!]);
  });

  it("downloads nothing twice", async () => {
    const server = await serveTiny();
    const { terminal, said } = await testTerminal(online(server));
    await runModels(["pull", id], terminal);
    const requests = server.served.length;
    said.err = "";
    expect(await runModels(["pull", id], terminal)).toBe(0);
    expect(said.err).toBe("");
    expect(server.served.length).toBe(requests);
  });

  it("leaves a part that the next pull goes on from when Ctrl-C stops it, and says so", async () => {
    const server = await serveTiny();
    server.fail({ path: paths[0]!, kind: "stall" });
    const first = await testTerminal(online(server));
    const pulling = runModels(["pull", id], first.terminal);
    await until(() => partBytes(first.home, tiny("clip").files[paths[0]!]!) > 0);
    first.pressCtrlC();
    expect(await pulling).toBe(130);
    expect(first.said.err).toContain("the same command goes on from there");
    server.release();
    const again = await testTerminal({ ...online(server), HF_HOME: first.home });
    expect(await runModels(["pull", id], again.terminal)).toBe(0);
    const rest = { path: paths[0], range: expect.stringMatching(/^bytes=[1-9]/) };
    expect(server.served).toContainEqual(expect.objectContaining(rest));
  });

  it("tells why a file cannot be had, without a stack", async () => {
    const server = await serveTiny();
    server.fail({ path: paths[1]!, kind: { status: 403 }, method: "HEAD" });
    const { terminal, said } = await testTerminal(online(server));
    expect(await runModels(["pull", id], terminal)).toBe(1);
    expect(said.err).toMatch(/refused .*vision_model\.onnx.* with status 403/);
    expect(said.err).not.toContain("    at ");
    expect(said.out).toBe("");
  });

  it("reads the scale of a model whose record has none", async () => {
    const server = await serveTiny(siglipLarge);
    const { terminal, said } = await testTerminal(online(server));
    expect(await runModels(["pull", "google/siglip-large-patch16-256"], terminal)).toBe(0);
    expect(said.out).toContain("sigmoid, scale 54.5982, bias -12.5");
  });

  it("stops on Ctrl-C also while it reads the scale", async () => {
    const server = await serveTiny(siglipLarge);
    server.fail({ path: "model.safetensors", kind: "stall" });
    const { terminal, pressCtrlC } = await testTerminal(online(server));
    const pulling = runModels(["pull", "google/siglip-large-patch16-256"], terminal);
    const asked = ({ origin, path }: Served) =>
      origin === "storage" && path === "model.safetensors";
    await until(() => server.served.some(asked));
    pressCtrlC();
    expect(await pulling).toBe(130);
  });

  it("finds files that cannot be used before it says READY", async () => {
    const broken = tiny("clip");
    const server = await serveTiny({
      [repo]: { ...broken, files: { ...broken.files, "config.json": Buffer.from("{") } },
    });
    const { terminal, said } = await testTerminal(online(server));
    expect(await runModels(["pull", id], terminal)).toBe(1);
    expect(said.err).toContain("config.json that cannot be used: it is not JSON");
    expect(said.out).not.toContain("READY");
  });

  it.each([
    ["cohere/embed-v4.0", 1, /cloud: there are no weights to pull.*CO_API_KEY/],
    ["laion/CLIP-ViT-bigG-14-laion2B-39B-b160k", 1, /models -- export laion\/CLIP-ViT-bigG/],
    ["ViT-B-23", 1, /Did you mean ViT-B-32/],
    ["resnet50", 1, /There is no model "resnet50".*models -- list/],
    [id, 1, /HF_HUB_OFFLINE is set/],
  ])("of %s ends with %i and what to do instead", async (name, code, reason) => {
    const { terminal, said } = await testTerminal();
    expect(await runModels(["pull", name], terminal)).toBe(code);
    expect(said.err).toMatch(reason);
  });

  it.each([[[]], [["a", "b"]], [["a", "--fast"]]])("with %j is wrong usage", async (args) => {
    const { terminal, said } = await testTerminal();
    expect(await runModels(["pull", ...args], terminal)).toBe(2);
    expect(said.err).toContain("npm run models -- pull <id>");
  });

  it("has nothing to do for a model of the operator's own", async () => {
    const directory = join(fixtures, "clip");
    const { terminal, said } = await testTerminal({ LOCAL_MODELS: `mine=${directory}` });
    expect(await runModels(["pull", "mine"], terminal)).toBe(0);
    expect(said.out).toContain(`READY: mine, softmax, scale 100\n  ${directory}`);
  });
});

/** How much of a large file has come. */
function partBytes(home: string, content: Buffer): number {
  const sha256 = createHash("sha256").update(content).digest("hex");
  const files = readdirSync(home, { recursive: true, encoding: "utf8" });
  const part = files.find((file) => file.includes(sha256) && file.endsWith(".incomplete"));
  return part === undefined ? 0 : statSync(join(home, part)).size;
}

/** A checkpoint of two numbers, as the safetensors library writes it. */
function scalars(values: Record<string, number>): Buffer {
  const entries = Object.keys(values).map((name, i) => [
    name,
    { dtype: "F32", shape: [], data_offsets: [4 * i, 4 * i + 4] },
  ]);
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const data = Buffer.from(Float32Array.from(Object.values(values)).buffer);
  return Buffer.concat([length, header, data]);
}
