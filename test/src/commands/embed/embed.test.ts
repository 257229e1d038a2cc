import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { normalize } from "../../../../models/vector/vector.ts";
import { runCommand } from "../../../../src/commands/command.ts";
import { embed } from "../../../../src/commands/embed/embed.ts";
import type { Gateway } from "../../../../src/gateway.ts";
import { fixtures } from "../../../providers/onnx/tiny-models.ts";
import { createFakeProvider, fakeModel, fakeRow } from "../../../support/fake-provider.ts";
import { keysJson } from "../../../support/keys.ts";
import { until } from "../../../support/processes.ts";
import { startTestGateway } from "../../../support/start-gateway.ts";
import { temporaryDirectory, testTerminal } from "../terminal.ts";
import { type Fault, startFaultyProxy } from "./faulty-proxy.ts";

const provider = createFakeProvider({ maxInputs: 64 });
let gateway: Gateway;
let proxy: Awaited<ReturnType<typeof startFaultyProxy>>;
let fault: () => Fault = () => "pass";
let folder: string;

beforeAll(async () => {
  const other = { ...fakeModel, id: "test/other", aliases: [], space: "test/other" };
  const told = { ...other, id: "test/told", aliases: ["told"], distinguishesLanguage: true };
  gateway = await startTestGateway(
    { DEFAULT_MODEL: "test/fake", CACHE_MB: "0", MAX_IMAGE_BYTES: "100000" },
    { models: [fakeModel, other, told], providers: { fake: provider } },
  );
  proxy = await startFaultyProxy(`${gateway.url}/graphql`, () => fault());
});
afterAll(async () => {
  await proxy.close();
  await gateway.close();
});
beforeEach(async () => {
  fault = () => "pass";
  provider.calls.length = 0;
  folder = await temporaryDirectory();
});

async function start(args: readonly string[], env: Record<string, string> = {}) {
  const { terminal, said, pressCtrlC } = await testTerminal(env);
  const code = runCommand(embed, args, terminal);
  return { code, said, pressCtrlC };
}
async function run(args: readonly string[], env: Record<string, string> = {}) {
  const { code, said } = await start(args, env);
  return { code: await code, ...said };
}

interface Row {
  readonly key: string;
  readonly vector: number[] | null;
  readonly truncated: boolean;
  readonly error: string | null;
}
const at = (name: string) => join(folder, name);
const lines = async <T = Row>(name: string): Promise<T[]> =>
  (await readFile(at(name), "utf8"))
    .split("\n")
    .filter((line) => line)
    .map((line) => JSON.parse(line) as T);
const to = (name: string) => ["--out", at(name), "--model", "fake", "--url", proxy.url];

async function writeTexts(count: number, name = "texts.txt"): Promise<string[]> {
  const texts = Array.from({ length: count }, (_, i) => `text ${i}`);
  await writeFile(at(name), texts.map((text) => `${text}\n`).join(""));
  return texts;
}

function expected(text: string): number[] {
  const row = fakeRow({ modality: "TEXT", text }, 8);
  return row instanceof Error ? [] : [...normalize(row.vector)].map(Math.fround);
}

function expectAll(rows: readonly Row[], texts: readonly string[]): void {
  expect(rows.map(({ key }) => key)).toEqual(texts.map((_, i) => String(i)));
  rows.forEach(({ vector }, i) => {
    expect(vector!.map(Math.fround)).toEqual(expected(texts[i]!));
  });
}

describe("embed", () => {
  it("embeds the images below a folder, says which failed and why, and exits with 1", async () => {
    await mkdir(at("photos/deep"), { recursive: true });
    for (const name of ["b.png", "a.png", "deep/c.PNG"]) {
      await copyFile(join(fixtures, "images/square.png"), at(`photos/${name}`));
    }
    await writeFile(at("photos/deep/broken.jpg"), Buffer.alloc(100));
    await writeFile(at("photos/huge.jpg"), Buffer.alloc(100_001));
    const { code, out, err } = await run(["--in", at("photos"), ...to("photos.jsonl")]);
    expect(code).toBe(1);
    const rows = await lines("photos.jsonl");
    expect(rows.map(({ key }) => key)).toEqual([
      "a.png",
      "b.png",
      "deep/broken.jpg",
      "deep/c.PNG",
      "huge.jpg",
    ]);
    const vectors = rows.map(({ vector }) => vector?.length);
    expect(vectors).toEqual([8, 8, undefined, 8, undefined]);
    expect(await lines("photos.failed.jsonl")).toEqual([
      {
        row: 2,
        key: "deep/broken.jpg",
        path: at("photos/deep/broken.jpg"),
        code: "INTERNAL",
        message: expect.stringContaining("Internal error"),
      },
      {
        row: 4,
        key: "huge.jpg",
        path: at("photos/huge.jpg"),
        code: "TOO_LARGE",
        message: "The file has 100001 bytes; the limit is 100000 (MAX_IMAGE_BYTES).",
      },
    ]);
    expect(out).toContain("5 rows of test/fake, 8 dimensions, space test/fake");
    expect(err).toMatch(/2 of 5 failed; .*photos\.failed\.jsonl says why\.\n$/);
  });

  it.skipIf(process.platform === "win32")("waits for no pipe that a table names", async () => {
    execFileSync("mkfifo", [at("pipe.jpg")]);
    await writeFile(at("pipes.txt"), "pipe.jpg\n");
    const { code } = await run(["--in", at("pipes.txt"), "--as", "path", ...to("pipes.jsonl")]);
    expect(code).toBe(1);
    expect((await lines("pipes.jsonl"))[0]?.error).toBe("FILE_UNREADABLE: It is no file.");
  });

  it("embeds what failed once more, from the list of it", async () => {
    const list = [
      { row: 7, key: "x.png", path: join(fixtures, "images/wide.png"), code: "TIMEOUT" },
    ];
    await writeFile(at("photos.failed.jsonl"), list.map((line) => JSON.stringify(line)).join("\n"));
    const args = ["--in", at("photos.failed.jsonl"), "--column", "path", "--key", "key"];
    const { code, err } = await run([...args, ...to("again.jsonl")]);
    expect(code).toBe(0);
    expect(err).toContain('the column "path"');
    expect((await lines("again.jsonl")).map(({ key, error }) => [key, error])).toEqual([
      ["x.png", null],
    ]);
  });

  it("embeds the texts of a CSV at other dimensions, and tells which were cut", async () => {
    const long = "word ".repeat(30);
    await writeFile(at("t.csv"), `id,caption\r\nk1,"a cat, asleep"\r\nk2,${long}\r\nk3,\r\n`);
    const args = ["--in", at("t.csv"), "--column", "caption", "--key", "id", "--dimensions", "4"];
    const { code, err } = await run([...args, ...to("t.jsonl")]);
    expect(code).toBe(1);
    expect(err).toContain("for texts; --as url, path or text says otherwise");
    const rows = await lines("t.jsonl");
    expect(rows.map(({ key, truncated }) => [key, truncated])).toEqual([
      ["k1", false],
      ["k2", true],
      ["k3", false],
    ]);
    expect(rows.map(({ vector }) => vector?.length)).toEqual([4, 4, undefined]);
    const [failed] = await lines<{ code: string }>("t.failed.jsonl");
    expect(failed).toMatchObject({ row: 2, key: "k3", code: "EMPTY" });
  });

  it("tells the model the language of texts, where the caller does", async () => {
    await writeTexts(2);
    const args = ["--in", at("texts.txt"), "--model", "told", "--language", "SW"];
    expect(await run([...to("sw.jsonl"), ...args])).toMatchObject({ code: 0 });
    expect(provider.calls.flat()).toMatchObject([{ language: "sw" }, { language: "sw" }]);
  });

  it("loses nothing at a gateway that is busy, cuts connections and is gone for a while", async () => {
    const texts = await writeTexts(300);
    const faults: Fault[] = ["pass", "cut", "pass", "overloaded", "503", "pass", "cut answer"];
    fault = () => faults.shift() ?? "pass";
    const args = ["--in", at("texts.txt"), ...to("texts.jsonl"), "--batch", "20"];
    const { code } = await run([...args, "--patience", "1"]);
    expect(code).toBe(0);
    expectAll(await lines("texts.jsonl"), texts);
  });

  it("gives up when a gateway stays away, and goes on from there when it is back", async () => {
    const texts = await writeTexts(100);
    let answers = 2;
    fault = () => (answers-- > 0 ? "pass" : "cut");
    const args = ["--in", at("texts.txt"), ...to("texts.jsonl"), "--batch", "10"];
    const { code, err } = await run([...args, "--patience", "0.005"]);
    expect(code).toBe(3);
    expect(err).toMatch(/No answer from .*--patience.* 20 rows are written: the same command/);
    provider.calls.length = 0;
    fault = () => "pass";
    expect((await run(args)).code).toBe(0);
    expect(provider.calls.flat()).toHaveLength(80);
    expectAll(await lines("texts.jsonl"), texts);
  });

  it("stopped by Ctrl-C says how to go on, and refuses to with other inputs or another model", async () => {
    await writeTexts(100);
    provider.hold();
    const args = ["--in", at("texts.txt"), ...to("texts.jsonl"), "--batch", "10"];
    const { code, said, pressCtrlC } = await start(args);
    await vi.waitFor(() => expect(provider.running).toBeGreaterThan(0));
    pressCtrlC();
    expect(await code).toBe(130);
    provider.release();
    expect(said.err).toContain("Stopped. 0 rows are written: the same command goes on from there.");
    const other = await run([...args, "--model", "test/other"]);
    expect([other.code, other.err]).toEqual([3, expect.stringContaining("--restart")]);
    await writeTexts(101);
    const more = await run(args);
    expect([more.code, more.err]).toEqual([3, expect.stringContaining("--restart")]);
    expect((await run([...args, "--restart"])).code).toBe(0);
    expect(await lines("texts.jsonl")).toHaveLength(101);
  });

  it("killed at any moment and started again loses and doubles no row", async () => {
    const texts = await writeTexts(2000);
    // One of each hundred fails.
    const marked = texts.map((text, i) => (i % 100 === 3 ? `bad ${text}` : text));
    await writeFile(at("texts.txt"), marked.join("\n"));
    const args = ["--in", at("texts.txt"), ...to("texts.jsonl"), "--concurrency", "2"];
    // Small requests: between two looks at it, no run comes to its end.
    args.push("--batch", "10");
    const cli = join(import.meta.dirname, "../../../../dist/src/cli.js");
    const inputs = () => provider.calls.reduce((sum, call) => sum + call.length, 0);
    for (const share of fc.sample(fc.double({ min: 0.05, max: 0.4, noNaN: true }), 2)) {
      const child = spawn(process.execPath, [cli, "embed", ...args], { stdio: "ignore" });
      const ended = new Promise((resolve) => child.on("exit", (_, signal) => resolve(signal)));
      const begin = inputs();
      await until(() => inputs() - begin >= share * 2000 || child.exitCode !== null);
      child.kill("SIGKILL");
      expect(await ended).toBe("SIGKILL");
      expect(existsSync(at("texts.jsonl"))).toBe(false);
    }
    expect((await run(args)).code).toBe(1);
    const rows = await lines("texts.jsonl");
    expect(rows.map(({ key }) => key)).toEqual(texts.map((_, i) => String(i)));
    const failed = rows.flatMap(({ error }, i) => (error ? i : []));
    expect(failed).toEqual(texts.flatMap((_, i) => (i % 100 === 3 ? i : [])));
    const list = await lines<{ row: number; text: string }>("texts.failed.jsonl");
    expect(list.map(({ row, text }) => [row, text])).toEqual(
      failed.map((row) => [row, marked[row]]),
    );
  });

  it("sends the key in PARALLAX_KEY", async () => {
    await writeTexts(3);
    await writeFile(at("keys.json"), keysJson({ secret: { models: ["test/fake"] } }));
    const keyed = await startTestGateway(
      { DEFAULT_MODEL: "test/fake", API_KEYS_FILE: at("keys.json") },
      { models: [fakeModel], providers: { fake: createFakeProvider() } },
    );
    try {
      const url = ["--url", `${keyed.url}/graphql`];
      const args = ["--in", at("texts.txt"), ...to("texts.jsonl"), ...url];
      expect(await run(args)).toMatchObject({
        code: 3,
        err: expect.stringContaining("PARALLAX_KEY"),
      });
      expect((await run(args, { PARALLAX_KEY: "secret" })).code).toBe(0);
    } finally {
      await keyed.close();
    }
  });

  it("without --url has a gateway of its own", async () => {
    await writeTexts(5);
    const env = { LOCAL_MODELS: `a/clip=${join(fixtures, "clip")}`, DEFAULT_MODEL: "a/clip" };
    const args = ["--in", at("texts.txt"), "--out", at("own.jsonl"), "--model", "a/clip"];
    expect(await run(args, env)).toMatchObject({ code: 0 });
    expect((await lines("own.jsonl")).map(({ vector }) => vector!.length)).toEqual(
      Array(5).fill(12),
    );
  });

  it.each([
    [["--out", "x.jsonl", "--model", "fake"], 2, "What to embed? Give --in."],
    [["--in", "x", "--model", "fake"], 2, "Where to? Give --out."],
    [["--in", "x", "--out", "x.jsonl"], 2, "Which model? Give --model."],
    [["photos", "--in", "x"], 2, "photos: what to embed is given by --in alone."],
    [["--in", "src/commands"], 3, "src/commands has no images, which end in .jpg"],
    [["--in", "nowhere"], 3, "nowhere: there is no such folder or file."],
    [["--in", "package.json"], 3, "package.json is none of the files that can be read"],
    [["--in", "x", "--url", "gateway:4000"], 2, '--url is "gateway:4000"'],
    [["--in", "x", "--batch", "0"], 2, '--batch is "0"'],
    [["--in", "x", "--patience", "soon"], 2, '--patience is "soon"'],
    [["--in", "x", "--as", "video"], 2, "expected one of url, path, text"],
    [
      ["--in", "x", "--out", "x.csv", "--model", "m"],
      2,
      "its name must end in .parquet, .jsonl or .npy",
    ],
    [
      ["--in", "x.parquet", "--out", "./x.parquet", "--model", "m"],
      2,
      "x.parquet would be written over",
    ],
    [
      ["--in", "x.failed.jsonl", "--out", "x.npy", "--restart", "--model", "m"],
      2,
      "would be written over",
    ],
    [["--in", "x.keys.jsonl", "--out", "x.npy", "--model", "m"], 2, "would be written over"],
  ])("with %j exits with %i", async (args, code, reason) => {
    const rest = args.includes("--out") || args[2] === "--model" ? [] : to("x.jsonl");
    expect(await run([...rest, ...args])).toMatchObject({
      code,
      err: expect.stringContaining(reason),
    });
  });

  it.each([
    [["--model", "fako"], 3, "Did you mean"],
    [
      ["--language", "de_DE"],
      2,
      '--language is "de_DE": expected a BCP 47 tag such as sw or pt-BR.',
    ],
    [["--dimensions", "5"], 2, "--dimensions is 5; the vectors of test/fake have 8, 4."],
  ])("with %j exits with %i before anything is written", async (args, code, reason) => {
    await writeTexts(1);
    const all = ["--in", at("texts.txt"), ...to("x.jsonl"), ...args];
    expect(await run(all)).toMatchObject({ code, err: expect.stringContaining(reason) });
    expect(existsSync(at("x.jsonl.unfinished"))).toBe(false);
  });
});
