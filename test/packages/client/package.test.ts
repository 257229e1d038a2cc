import { build } from "esbuild";
import { execFile, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type * as client from "parallax-client";
import { launchChromium } from "../../e2e/browser.ts";
import { noChromium } from "../../e2e/chromium.ts";
import { describeUnless } from "../../support/needs.ts";
import { gatewayForTest } from "../../support/start-gateway.ts";
import { type Installed, installClient } from "./installed.ts";

const readme = readFileSync("packages/client/README.md", "utf8");
/** Its examples build on one another. */
const program = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code).join("\n");
const freshClone = { HF_HOME: "/nonexistent", HF_ENDPOINT: "http://127.0.0.1:9" };

let installed: Installed;
let bundle: string;
beforeAll(async () => {
  installed = installClient();
  const { outputFiles } = await build({
    stdin: { contents: 'export * from "parallax-client"', resolveDir: installed.folder },
    bundle: true,
    minify: true,
    format: "iife",
    globalName: "client",
    write: false,
  });
  bundle = outputFiles[0]!.text;
});
afterAll(() => installed.remove());

describe("the packed client", () => {
  it("installs itself and nothing else, with its licence, its README and the schema", () => {
    const { folder } = installed;
    const packages = readdirSync(join(folder, "node_modules"));
    expect(packages.filter((name) => !name.startsWith("."))).toEqual(["parallax-client"]);
    const read = (name: string) =>
      readFileSync(join(folder, "node_modules/parallax-client", name), "utf8");
    expect(JSON.parse(read("package.json"))).not.toHaveProperty("dependencies");
    expect(read("LICENSE")).toBe(readFileSync("LICENSE", "utf8"));
    expect(read("README.md")).toBe(readme);
    const script = "console.log(import.meta.resolve('parallax-client/schema.graphql'))";
    const node = ["--input-type=module", "--eval", script];
    const { stdout } = spawnSync(process.execPath, node, { cwd: folder, encoding: "utf8" });
    expect(stdout.trimEnd()).toMatch(/parallax-client\/dist\/schema\.graphql$/);
    expect(read("dist/schema.graphql")).toBe(readFileSync("schema/schema.graphql", "utf8"));
  });

  it("is as small in a bundle as its README says", () => {
    const [, most] = /takes\n(\d+) kB, gzipped/.exec(readme)!;
    expect(gzipSync(bundle).length).toBeLessThan(Number(most) * 1000);
  });

  it("does in Node what its README says, against a real gateway", async () => {
    const gateway = await gatewayForTest(freshClone);
    const said = [...program.matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map(([, text]) => text!);
    const script = program
      .replaceAll("http://localhost:4000", gateway.url)
      .replaceAll(": number[]", "");
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "--eval", script],
      { cwd: installed.folder },
    );
    expect(said.length).toBeGreaterThan(5);
    expect(stdout.trimEnd().split("\n")).toEqual(said);
  });

  it("says in its README what npm packs it to", () => {
    expect(readme).toContain(`npm i ./${installed.tarball}\n`);
  });

  it("has types that strict programs compile with, without those of a browser", () => {
    writeFileSync(join(installed.folder, "example.ts"), program);
    const options = {
      module: "nodenext",
      target: "es2022",
      lib: ["es2023"],
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      typeRoots: [resolve("node_modules/@types")],
      types: ["node"],
    };
    const project = join(installed.folder, "tsconfig.json");
    writeFileSync(project, JSON.stringify({ compilerOptions: options, files: ["example.ts"] }));
    const tsc = spawnSync("npx", ["tsc", "--project", project], { encoding: "utf8" });
    expect({ status: tsc.status, stdout: tsc.stdout }).toEqual({ status: 0, stdout: "" });
  });
});

describeUnless(noChromium)("the client bundled, in Chromium", () => {
  it("classifies a file for a page of another origin, and knows when nothing answers", async () => {
    const gateway = await gatewayForTest(freshClone);
    const page = await pageOf(`<script>${bundle}</script>`);
    const answered = await page.evaluate(classifyCat, {
      url: `${gateway.url}/graphql`,
      cat: readFileSync("src/pages/photos/cat.jpg").toString("base64"),
    });
    expect(answered).toEqual({ best: "a cat", bad: "IMAGE_UNREADABLE", done: 2 });
    await gateway.close();
    const error = await page.evaluate(async (url) => {
      const { UnifiedEmbedder } = (globalThis as unknown as { client: typeof client }).client;
      return new UnifiedEmbedder({ url, retries: 0 }).models().catch(({ code, message }) => ({
        code,
        message,
      }));
    }, `${gateway.url}/graphql`);
    expect(error).toMatchObject({
      code: "NETWORK",
      message: expect.stringMatching(/^No answer from .*: Failed to fetch\. .* CORS_ORIGIN/),
    });
  });

  it("takes a path alone from a page of the gateway", async () => {
    const gateway = await gatewayForTest(freshClone);
    const page = await pageOf("");
    await page.goto(gateway.url);
    await page.evaluate(bundle.replace(/^"use strict";var client=/, "globalThis.client="));
    const ids = await page.evaluate(async () => {
      const { UnifiedEmbedder } = (globalThis as unknown as { client: typeof client }).client;
      const models = await new UnifiedEmbedder({ url: "/graphql" }).models({ available: true });
      return models.map(({ id }) => id);
    });
    expect(ids).toEqual(["parallax/mini"]);
  });
});

/** Runs in the page. */
async function classifyCat({ url, cat }: { url: string; cat: string }) {
  const { GatewayRequestError, UnifiedEmbedder } = (
    globalThis as unknown as { client: typeof client }
  ).client;
  const bytes = Uint8Array.from(atob(cat), (char) => char.charCodeAt(0));
  const progress: number[] = [];
  const [good, bad] = await new UnifiedEmbedder({ url }).classifyImages(
    [new File([bytes], "cat.jpg", { type: "image/jpeg" }), Uint8Array.of(0)],
    ["a cat", "a dog"],
    { onProgress: ({ done }) => progress.push(done) },
  );
  return {
    best: good instanceof GatewayRequestError ? good.message : good!.best.label,
    bad: bad instanceof GatewayRequestError && bad.code,
    done: progress.at(-1),
  };
}

/** A page of a server on this machine that is not the gateway. */
async function pageOf(html: string): Promise<Page> {
  const server = createServer((_, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8").end(`<!doctype html>${html}`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const browser = await launchChromium();
  onTestFinished(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return page;
}
