import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  copyFile,
  appendFile,
  mkdir,
  readFile,
  readdir,
  rm,
  stat,
  truncate,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { OutRow } from "../../../../src/commands/embed/rows.ts";
import { openSink } from "../../../../src/commands/embed/sink.ts";
import {
  anyBlocks,
  fingerprint,
  head,
  open,
  readParquet,
  temporaryFolder,
  told,
} from "./sink-run.ts";

let folder: string;
beforeAll(async () => void (folder = await temporaryFolder()));

let files = 0;
const newPath = (extension = "parquet") => join(folder, `${files++}.${extension}`);

async function write(path: string, blocks: readonly (readonly OutRow[])[]) {
  const sink = await open(path);
  for (const block of blocks) {
    await sink.write(block);
  }
  return sink;
}

const row = (key: string): OutRow => ({ key, vector: Float32Array.of(1, 0, 0), truncated: false });
const torn = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  rubbish: fc.uint8Array(),
});

describe("the rows of a run", () => {
  it("are in its file once, in order and bit by bit, wherever the run was killed", async () => {
    await fc.assert(
      fc.asyncProperty(anyBlocks, fc.array(torn, { maxLength: 3 }), async (blocks, kills) => {
        const path = newPath();
        const all = blocks.flat();
        const ends = new Set([0]);
        for (const { at, rubbish } of kills) {
          const sink = await open(path);
          expect(ends).toContain(sink.done);
          // Other requests come back together than before.
          for (let from = sink.done; from < all.length; from += 1 + kills.length) {
            await sink.write(all.slice(from, from + 1 + kills.length));
            ends.add(sink.done);
          }
          await sink.close();
          const { size } = await stat(`${path}.unfinished`);
          await truncate(`${path}.unfinished`, Math.round(at * size));
          await appendFile(`${path}.unfinished`, rubbish);
        }
        const last = await open(path);
        expect(ends).toContain(last.done);
        await last.write(all.slice(last.done));
        await last.finish();
        expect(await readParquet(path)).toEqual(all.map(told));
      }),
      { numRuns: 25 },
    );
  });

  it("are whole blocks after a real kill -9, whose lock nobody waits for", async () => {
    const path = newPath();
    const script = "dist/test/src/commands/embed/write-on.js";
    const child = spawn(process.execPath, [script, path], { stdio: "pipe" });
    await once(child.stdout, "data");
    await expect(open(path)).rejects.toThrow(`Another run is writing ${path}.`);
    child.kill("SIGKILL");
    await once(child, "exit");
    const sink = await open(path);
    expect(sink.done).toBeGreaterThan(0);
    expect(sink.done % 7).toBe(0);
    const { done } = sink;
    await sink.finish();
    const keys = (await readParquet(path)).map((each) => (each as { key?: string }).key);
    expect(keys).toEqual(Array.from({ length: done }, (_, i) => String(i)));
  });

  it("are there once when two runs wrote them, because one was held up and lost its lock", async () => {
    const path = newPath();
    const sink = await write(path, [[row("a")]]);
    const { size } = await stat(`${path}.unfinished`);
    await sink.write([row("b")]);
    await sink.close();
    await appendFile(`${path}.unfinished`, (await readFile(`${path}.unfinished`)).subarray(size));
    const again = await open(path);
    expect(again.done).toBe(2);
    await again.finish();
    expect(await readParquet(path)).toEqual(["a", "b"].map((key) => told(row(key))));
  });

  it("make the same file when the run was killed while it made it, or right after", async () => {
    const path = newPath();
    const sink = await write(path, [[row("a")], [row("b"), row("c")]]);
    await copyFile(`${path}.unfinished`, `${path}.copy`);
    await sink.finish();
    const bytes = await readFile(path);
    await copyFile(`${path}.copy`, `${path}.unfinished`);
    await writeFile(`${path}.new`, bytes.subarray(0, 50));
    const again = await open(path);
    expect(again.done).toBe(3);
    await again.finish();
    expect(await readFile(path)).toEqual(bytes);
  });

  it("leave nothing but the file", async () => {
    const own = join(folder, "own");
    await mkdir(own);
    await (await write(join(own, "a.parquet"), [[row("a")]])).finish();
    await (await write(join(own, "b.npy"), [[row("b")]])).finish();
    expect((await readdir(own)).toSorted()).toEqual(["a.parquet", "b.keys.jsonl", "b.npy"]);
  });

  it("are safe when the disk is full, and so is an older file; the run goes on when it is not", async () => {
    const path = newPath();
    await (await write(path, [[row("old")]])).finish();
    const sink = await open(path, true);
    await sink.write([row("a"), row("b")]);
    const prototype = Object.getPrototypeOf(await import("node:fs/promises").then(openAny));
    const full = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
    const spy = vi.spyOn(prototype, "datasync").mockRejectedValueOnce(full);
    await expect(sink.write([row("c")])).rejects.toThrow(
      `${path} could not be written: the disk is full. 2 rows are safe in ${path}.unfinished. ` +
        "Run the same command again when this is mended.",
    );
    spy.mockRestore();
    const syncs = vi.spyOn(prototype, "sync").mockRejectedValueOnce(full);
    await expect(sink.finish()).rejects.toThrow("the disk is full. 2 rows are safe");
    syncs.mockRestore();
    expect(await readParquet(path)).toEqual([told(row("old"))]);
    expect(sink.done).toBe(2);
    await sink.write([row("c")]);
    await sink.finish();
    expect((await readParquet(path)).length).toBe(3);
  });
});

async function openAny({ open }: typeof import("node:fs/promises")) {
  const file = await open(fileURLToPath(import.meta.url));
  await file.close();
  return file;
}

describe("an output", () => {
  it("goes on with the same model and inputs only, or anew", async () => {
    const path = newPath();
    await (await write(path, [[row("a")]])).close();
    const other = { ...head, revision: null, dimensions: 2 };
    await expect(openSink(path, other, { fingerprint })).rejects.toThrow(
      `${path} was begun with revision 0f1e2d, which now is null, dimensions 3, which now is 2. ` +
        "Give --restart to begin anew, or choose another --out.",
    );
    await expect(openSink(path, head, { fingerprint: "else" })).rejects.toThrow(
      `${path} was begun with other inputs. Give --restart`,
    );
    const swahili = { ...head, language: "sw" };
    await expect(openSink(path, swahili, { fingerprint })).rejects.toThrow(
      "was begun with language null, which now is sw.",
    );
    const anew = await openSink(path, other, { fingerprint, restart: true });
    expect(anew.done).toBe(0);
    await anew.close();
  });

  it("that was begun in a language does not go on without", async () => {
    const path = newPath();
    await (await openSink(path, { ...head, language: "sw" }, { fingerprint })).close();
    await expect(openSink(path, head, { fingerprint })).rejects.toThrow(
      "was begun with language sw, which now is null.",
    );
  });

  it("that is complete is made again on request only, and stays until the new one is complete", async () => {
    const path = newPath();
    await (await write(path, [[row("old")]])).finish();
    await expect(open(path)).rejects.toThrow(
      `${path} is complete already. Give --restart to make it anew.`,
    );
    const sink = await open(path, true);
    await sink.write([row("new")]);
    await sink.close();
    expect(await readParquet(path)).toEqual([told(row("old"))]);
    await (await open(path)).finish();
    expect(await readParquet(path)).toEqual([told(row("new"))]);
  });

  it("is refused where it cannot be", async () => {
    await expect(open(join(folder, "x.csv"))).rejects.toThrow(
      "its name must end in .parquet, .jsonl or .npy",
    );
    await mkdir(join(folder, "d.npy"));
    await expect(open(join(folder, "d.npy"))).rejects.toThrow("is a folder. Name a file.");
  });

  it("takes no vector of another length", async () => {
    const sink = await open(newPath());
    const wrong = { ...row("a"), vector: Float32Array.of(1) };
    await expect(sink.write([wrong])).rejects.toThrow("The vector of a has 1 dimensions, not 3.");
    await sink.close();
  });

  it("does not count rows that were damaged on the disk as written", async () => {
    const path = newPath();
    const sink = await write(path, [[row("a")], [row("b")]]);
    const bytes = await readFile(`${path}.unfinished`);
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(`${path}.unfinished`, bytes);
    await expect(sink.finish()).rejects.toThrow("only 1 of 2 rows could be read back");
    await sink.close();
    const again = await open(path);
    expect(again.done).toBe(1);
    await again.close();
    await rm(`${path}.unfinished`);
  });
});
