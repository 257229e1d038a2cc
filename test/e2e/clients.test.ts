import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gateway } from "../../src/gateway.ts";
import { findProgram } from "../../src/video/find-ffmpeg.ts";
import { describeUnless } from "../support/needs.ts";
import { startTestGateway } from "../support/start-gateway.ts";

/** What docs/clients.md shows for other than JavaScript; that runs in docs.test.ts. */
const text = readFileSync("docs/clients.md", "utf8");
const run = promisify(execFile);
const python = process.env.PYTHON ?? "python3";

const noCurl = (await findProgram("curl", undefined))
  ? undefined
  : "there is no curl (apt install curl)";
const noHttpx = await run(python, ["-c", "import httpx"]).then(
  () => undefined,
  () => `${python} has no httpx (pip install httpx, or set PYTHON)`,
);

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

/** The code of one language. */
function snippets(language: string): string[] {
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, "g"))].map(
    ([, code]) => code!,
  );
}

const here = (code: string) => code.replaceAll("http://localhost:4000", gateway.url);

/** The schema that the package has is made of this one. */
const config = (code: string) =>
  code.replace("node_modules/parallax-client/schema.graphql", resolve("schema/schema.graphql"));

/** Runs code as the last argument of a program, where the photos are. */
async function output(program: string, ...args: string[]): Promise<string[]> {
  const { stdout } = await run(program, args, { cwd: "src/pages/photos" });
  return stdout.trimEnd().split("\n");
}

describe("docs/clients.md", () => {
  it("has code in no language that is not tried", () => {
    const languages = [...text.matchAll(/^```(\w+)/gm)].map(([, language]) => language);
    expect(new Set(languages)).toEqual(new Set(["js", "yaml", "graphql", "sh", "python"]));
  });

  it("has a configuration that gives every scalar its type", async () => {
    const folder = mkdtempSync(join(tmpdir(), "codegen-"));
    try {
      symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
      writeFileSync(join(folder, "codegen.yml"), config(snippets("yaml")[0]!));
      writeFileSync(join(folder, "photos.graphql"), snippets("graphql")[0]!);
      await run("node_modules/.bin/graphql-codegen", ["--silent"], { cwd: folder });
      const code = readFileSync(join(folder, "generated/graphql.ts"), "utf8");
      const types = code.slice(
        code.indexOf("export type ImageInput"),
        code.indexOf("export const"),
      );
      expect(types).toContain("similarity: { cosine: Array<number[] | null> }");
      expect(types).toContain("upload: Blob;");
      expect(types).not.toMatch(/\b(unknown|any)\b/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describeUnless(noCurl)("curl", () => {
  it.each([...snippets("sh").entries()])(
    "prints what its example %i in docs/clients.md says",
    async (_, code) => {
      const said = code.split("\n").flatMap((line) => (line.startsWith("# ") ? line.slice(2) : []));
      expect(await output("sh", "-c", here(code))).toEqual(said);
    },
  );
});

describeUnless(noHttpx)("Python", () => {
  it.each([...snippets("python").entries()])(
    "prints what its example %i in docs/clients.md says",
    async (_, code) => {
      const said = [...code.matchAll(/print\(.*\) {2}# (.*)/g)].map(([, line]) => line);
      expect(said.length).toBeGreaterThan(0);
      expect(await output(python, "-c", here(code))).toEqual(said);
    },
  );
});
