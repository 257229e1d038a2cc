import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { catalog } from "../../../models/catalog/index.ts";
import { runModels } from "../../../src/commands/models.ts";
import { testTerminal } from "./terminal.ts";

const fixtures = join(import.meta.dirname, "../../fixtures/tiny");

async function list(args: string[] = [], env: Record<string, string> = {}) {
  const { terminal, said } = await testTerminal(env);
  const code = await runModels(["list", ...args], terminal);
  return { code, ...said };
}

describe("models list", () => {
  it("shows every model of the catalog in lines of at most 120 columns", async () => {
    const { code, out } = await list();
    const lines = out.trimEnd().split("\n");
    expect(code).toBe(0);
    expect(lines.length).toBe(1 + 1 + catalog.length);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
    for (const { id } of catalog) {
      expect(out).toContain(`\n${id} `);
    }
  });

  it("tells dimensions, size, status, languages and uses", async () => {
    const { out } = await list();
    const line = (id: string) =>
      out
        .split("\n")
        .find((line) => line.startsWith(`${id} `))!
        .split(/ {2,}/);
    expect(line("openai/clip-vit-base-patch32")).toEqual([
      "openai/clip-vit-base-patch32",
      "512",
      "608 MB",
      "DOWNLOADABLE",
      "en",
      expect.stringMatching(/^low latency/),
    ]);
    expect(line("laion/CLIP-ViT-bigG-14-laion2B-39B-b160k").slice(1, 4)).toEqual([
      "1280",
      "10.2 GB",
      "NEEDS_EXPORT",
    ]);
    const cohere = line("cohere/embed-v4.0");
    expect(cohere.slice(2, 4)).toEqual(["NEEDS_CREDENTIALS", "109"]);
  });

  it("shows the operator's own models, and a cloud model with a key as ready", async () => {
    const { out } = await list([], {
      LOCAL_MODELS: `my/clip=${join(fixtures, "clip")}`,
      CO_API_KEY: "secret",
    });
    expect(out).toMatch(/^my\/clip +12 +READY/m);
    expect(out).toMatch(/^cohere\/embed-v4\.0 +1536 +READY/m);
    expect(out).not.toContain("secret");
  });

  it("tells licences, and which are for research only, where the terminal is wide", async () => {
    const { terminal, said } = await testTerminal();
    await runModels(["list"], { ...terminal, out: { ...terminal.out, columns: 180 } });
    const line = (id: string) => said.out.split("\n").find((line) => line.startsWith(`${id} `))!;
    expect(said.out).toMatch(/^id .+ licence +good for\n/);
    expect(line("openai/clip-vit-base-patch32")).toMatch(/ MIT {2,}low latency/);
    expect(line("apple/MobileCLIP2-S0")).toMatch(/ apple-amlr, research only {2,}research/);
    expect((await list()).out).not.toContain("licence");
  });

  it("is JSON for programs when asked", async () => {
    const { out } = await list(["--json"]);
    const listed = JSON.parse(out) as { id: string; availability: { status: string } }[];
    expect(listed.map(({ id }) => id)).toEqual(["parallax/mini", ...catalog.map(({ id }) => id)]);
    expect(listed.find(({ id }) => id === "google/multimodalembedding@001")!.availability).toEqual(
      expect.objectContaining({ status: "NEEDS_CREDENTIALS" }),
    );
  });

  it("refuses arguments that it does not have", async () => {
    const { code, err } = await list(["--yaml"]);
    expect(code).toBe(2);
    expect(err).toMatch(/--yaml[^]*npm run models -- list/);
  });
});

describe("models", () => {
  it.each([
    [[], /Which command\?/],
    [["lst"], /There is no command "models lst"/],
  ])("says what it can do after %j", async (args, reason) => {
    const { terminal, said } = await testTerminal();
    expect(await runModels(args, terminal)).toBe(2);
    expect(said.err).toMatch(reason);
    expect(said.err).toContain("npm run models -- pull <id>");
  });

  it.each([["--help"], ["list", "--help"], ["pull", "-h"], ["check", "--help"], ["export", "-h"]])(
    "%s %s prints help",
    async (...args) => {
      const { terminal, said } = await testTerminal();
      expect(await runModels(args, terminal)).toBe(0);
      expect(said.out).toContain("npm run models -- ");
      expect(said.err).toBe("");
    },
  );

  it("names wrong settings", async () => {
    const { code, err } = await list([], { PORT: "http" });
    expect([code, err]).toEqual([1, expect.stringContaining('PORT is "http"')]);
  });
});
