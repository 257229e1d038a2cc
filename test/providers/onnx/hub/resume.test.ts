import { mkdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bench, config, contentOf, large, part, sha256, type Bench } from "./bench.ts";
import { missing, partOf, path, recovers } from "./failing.ts";

/** A pull that was aborted with a part on the disk. */
async function interrupted(): Promise<Bench> {
  const one = await bench();
  one.server.fail({ path, kind: "stall" });
  const abort = new AbortController();
  const onProgress = ({ done }: { done: number }) => {
    if (done > 250_000) {
      abort.abort(new Error("enough"));
    }
  };
  const pull = one.hub.pull([part], { signal: abort.signal, onProgress });
  await expect(pull).rejects.toThrow("enough");
  expect(await partOf(one)).toBeGreaterThan(200_000);
  expect(one.hub.status([part])).toEqual({});
  return one;
}

describe("resuming", () => {
  test("an aborted pull leaves a part, and the next one asks for the rest only", async () => {
    const one = await interrupted();
    const had = await partOf(one);
    await recovers(one);
    expect(one.server.served.findLast((asked) => asked.range)?.range).toBe(`bytes=${had}-`);
  });

  test("a server that ignores the range sends everything, and the part is overwritten", async () => {
    const one = await interrupted();
    one.server.release();
    one.server.fail({ path, kind: "ignores range" });
    one.server.bytesSince();
    const lacking = large.length + (await missing(one.settings, config));
    const [snapshot] = await one.hub.pull([part]);
    expect(await contentOf(join(snapshot!.directory, path))).toBe(sha256(large));
    expect(one.server.bytesSince()).toBe(lacking);
  });

  test("an answer to another range is not written", async () => {
    const one = await interrupted();
    one.server.release();
    one.server.fail({ path, kind: "other range" });
    const tried: string[] = [];
    const hub = one.another({}, { onRetry: ({ message }) => void tried.push(message) });
    const [snapshot] = await hub.pull([part]);
    expect(await contentOf(join(snapshot!.directory, path))).toBe(sha256(large));
    expect(tried).toEqual([expect.stringContaining("answered another part of file")]);
  });

  test("a part with wrong content is thrown away once its hash tells, and fetched anew", async () => {
    const one = await interrupted();
    const blobs = join(one.settings.cache, "models--acme--clip", "blobs");
    const file = join(blobs, `${sha256(large)}.parallax.incomplete`);
    await writeFile(file, Buffer.alloc(await partOf(one)));
    one.server.release();
    const [snapshot] = await one.hub.pull([part]);
    expect(await contentOf(join(snapshot!.directory, path))).toBe(sha256(large));
  });

  test.each([large.length, large.length + 1])("a part of %i bytes is no obstacle", async (size) => {
    const one = await bench();
    const blobs = join(one.settings.cache, "models--acme--clip", "blobs");
    await mkdir(blobs, { recursive: true });
    const file = join(blobs, `${sha256(large)}.parallax.incomplete`);
    await writeFile(file, large);
    await truncate(file, size);
    const [snapshot] = await one.hub.pull([part]);
    expect(await contentOf(join(snapshot!.directory, path))).toBe(sha256(large));
    expect(one.server.bytesSince()).toBe(config.length + (size > large.length ? large.length : 0));
  });
});
