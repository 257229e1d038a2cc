import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { digestOfFile } from "../../../providers/onnx/file-digest.ts";
import { readTowers } from "../../../providers/onnx/layout/read-towers.ts";
import { createRevisions } from "../../../providers/onnx/revisions.ts";
import type { Towers } from "../../../providers/onnx/towers.ts";
import { fakeModel as model } from "../../support/fake-provider.ts";
import { until } from "../../support/processes.ts";
import { fixtures } from "./tiny-models.ts";

/** An export whose image tower keeps its tensors in files of their own. */
const original = join(fixtures, "open-clip");

async function copyOf(directory = original): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "revision-"));
  onTestFinished(() => rm(home, { recursive: true }));
  await cp(directory, join(home, "model"), { recursive: true });
  return join(home, "model");
}

/** One replica's, with files in this directory. */
function revisionsOf(directory: string, read = () => readTowers(directory) as Promise<Towers>) {
  const warnings: string[] = [];
  const warn = (_: object, message: string) => void warnings.push(message);
  const status: { now: "READY" | "DOWNLOADING" } = { now: "READY" };
  let reads = 0;
  const weights = {
    availability: () => ({ status: status.now }),
    towers: () => {
      reads++;
      return read();
    },
  };
  const revisions = createRevisions(weights, { info() {}, warn, error() {} });
  onTestFinished(() => revisions.close());
  const ask = () => revisions.of("key", model);
  const found = async () => {
    await until(() => ask() !== undefined);
    return ask()!;
  };
  const start = async () => revisions.starting("key", model, await read());
  const loaded = () => revisions.loaded("key", model);
  return { ask, found, start, loaded, status, warnings, reads: () => reads };
}

const revisionOf = async (directory: string) => revisionsOf(directory).found();

async function change(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes[bytes.length - 1]! ^= 1;
  await writeFile(file, bytes);
}

describe("the revision of a local model", () => {
  it("is the same wherever the same files lie", async () => {
    expect(await revisionOf(await copyOf())).toBe(await revisionOf(original));
  });

  it.each(["textual/model.onnx", "visual/model.onnx", "visual/onnx__13"])(
    "is another where %s is",
    async (file) => {
      const directory = await copyOf();
      await change(join(directory, file));
      expect(await revisionOf(directory)).not.toBe(await revisionOf(original));
    },
  );

  it("is another where the tokenizer is, or how images are prepared", async () => {
    const directory = await copyOf();
    const before = await revisionOf(directory);
    const edit = async (file: string, from: RegExp, to: string) => {
      const text = await readFile(join(directory, file), "utf8");
      expect(from.test(text)).toBe(true);
      await writeFile(join(directory, file), text.replace(from, to));
    };
    await edit("textual/tokenizer.json", /\}\s*$/, " }\n");
    const second = await revisionOf(directory);
    await edit("visual/preprocess_cfg.json", /0\.\d+/, "0.123");
    expect(new Set([before, second, await revisionOf(directory)]).size).toBe(3);
  });

  it("is not known before all is read, and is read once", async () => {
    const { ask, found, reads, status } = revisionsOf(original);
    status.now = "DOWNLOADING";
    expect(ask()).toBeUndefined();
    expect(reads()).toBe(0);
    status.now = "READY";
    expect(ask()).toBeUndefined();
    await found();
    await found();
    expect(reads()).toBe(1);
  });

  it("is of no use when the files are not those that its process loaded", async () => {
    const directory = await copyOf();
    const later = revisionsOf(directory);
    await later.start();
    await change(join(directory, "visual/model.onnx"));
    later.ask();
    await until(() => later.warnings.length > 0);
    expect(later.ask()).toBeUndefined();
    expect(later.warnings[0]).toContain("its files changed while it ran");

    const again = revisionsOf(directory);
    const revision = await again.found();
    await again.start();
    expect(again.ask()).toBe(revision);
    // As tools write it: another file under the old name.
    await copyFileOver(join(directory, "visual/model.onnx"));
    expect(again.ask()).toBe(revision);
    await again.start();
    expect(again.ask()).toBeUndefined();
  });

  it("is of no use when a tower was read after its file had changed", async () => {
    const directory = await copyOf();
    const { found, start, loaded, ask } = revisionsOf(directory);
    const revision = await found();
    await start();
    loaded();
    expect(ask()).toBe(revision);
    await copyFileOver(join(directory, "visual/model.onnx"));
    loaded();
    expect(ask()).toBeUndefined();
  });

  it("takes the hub's word for what lies in its cache", async () => {
    const directory = await copyOf();
    const graph = join(directory, "textual/model.onnx");
    const blobs = join(directory, "../blobs");
    await mkdir(blobs);
    const blob = join(blobs, "a".repeat(64));
    await rename(graph, blob);
    await symlink(join("../../blobs", "a".repeat(64)), graph);
    const before = await revisionOf(directory);
    await change(blob);
    expect(await revisionOf(directory)).toBe(before);
  });

  it("of an engine's is by where it is and what it is called there, in any order", async () => {
    const endpoints = [
      { protocol: "http", tls: false, address: "a:8000", model: "image" },
      { protocol: "grpc", tls: false, address: "b:8001", model: "image" },
    ] as const;
    const at = async (some: readonly (typeof endpoints)[number][]) => {
      const towers = await readTowers(original);
      const graph = {
        runtime: "engine",
        endpoints: some,
        headers: { authorization: String(Math.random()) },
        timeoutMs: 1,
      } as const;
      const read = async (): Promise<Towers> => ({
        ...towers,
        image: { ...towers.image!, graph },
      });
      return revisionsOf(original, read).found();
    };
    const both = await at(endpoints);
    expect(await at(endpoints.toReversed())).toBe(both);
    expect(await at([endpoints[0]])).not.toBe(both);
  });
});

describe("the digest of a file", () => {
  it("tells long contents apart wherever they differ", async () => {
    const file = join(await copyOf(), "large");
    const bytes = Buffer.alloc(9 << 20, 1);
    const digests = new Set<string>();
    for (const at of [0, 4 << 20, (4 << 20) - 1, bytes.length - 1]) {
      bytes[at] = 2;
      await writeFile(file, bytes);
      digests.add(await digestOfFile(file, live));
    }
    expect(digests.size).toBe(4);
  });
});

const live = new AbortController().signal;

async function copyFileOver(file: string): Promise<void> {
  await writeFile(`${file}.new`, await readFile(file));
  await rename(`${file}.new`, file);
}
