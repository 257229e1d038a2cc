import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
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

const key = "plx_secret";

let folder: string;
let gateway: Gateway;
let keyed: Gateway;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "keys-"));
  const file = join(folder, "keys.json");
  const sha256 = createHash("sha256").update(key).digest("hex");
  writeFileSync(file, JSON.stringify({ keys: [{ name: "docs", sha256 }] }));
  gateway = await startTestGateway();
  keyed = await startTestGateway({ API_KEYS_FILE: file });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await gateway.close();
  await keyed.close();
});

/** The code of one language. */
function snippets(language: string): string[] {
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, "g"))].map(
    ([, code]) => code!,
  );
}

const here = (code: string) => code.replaceAll("http://localhost:4000", gateway.url);

/** For the gateway that asks for a key, with the line that a comment has for that. */
const withKey = (code: string) =>
  code
    .replaceAll("http://localhost:4000", keyed.url)
    .replaceAll(/(?:\/\/|#) ("?authorization"?:)/g, "$1");

/** What an example prints, as its comments say. */
const said = {
  js: (code: string) =>
    [...code.matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map(([, line]) => line!),
  sh: (code: string) =>
    code.split("\n").flatMap((line) => (line.startsWith("# ") ? line.slice(2) : [])),
  python: (code: string) => [...code.matchAll(/print\(.*\) {2}# (.*)/g)].map(([, line]) => line!),
};

/** The schema that the package has is made of this one. */
const config = (code: string) =>
  code.replace("node_modules/parallax-client/schema.graphql", resolve("schema/schema.graphql"));

/** Runs code as the last argument of a program, where the photos are. */
async function output(program: string, ...args: string[]): Promise<string[]> {
  const env = { ...process.env, PARALLAX_KEY: key };
  const { stdout } = await run(program, args, { cwd: "src/pages/photos", env });
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

describe("JavaScript", () => {
  it.each([...snippets("js").entries()])(
    "prints what its example %i says where a key is asked for, too",
    async (_, code) => {
      const node = ["--input-type=module", "--eval", withKey(code)];
      expect(await output(process.execPath, ...node)).toEqual(said.js(code));
    },
  );
});

describeUnless(noCurl)("curl", () => {
  it.each([...snippets("sh").entries()])(
    "prints what its example %i in docs/clients.md says",
    async (_, code) => {
      expect(await output("sh", "-c", here(code))).toEqual(said.sh(code));
      expect(await output("sh", "-c", withKey(code))).toEqual(said.sh(code));
    },
  );
});

describeUnless(noHttpx)("Python", () => {
  it.each([...snippets("python").entries()])(
    "prints what its example %i in docs/clients.md says",
    async (_, code) => {
      expect(said.python(code).length).toBeGreaterThan(0);
      expect(await output(python, "-c", here(code))).toEqual(said.python(code));
      expect(await output(python, "-c", withKey(code))).toEqual(said.python(code));
    },
  );
});
