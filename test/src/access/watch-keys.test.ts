import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { readKeysFile } from "../../../src/access/keys-file.ts";
import { watchKeys, type WatchedKeys } from "../../../src/access/watch-keys.ts";
import { keysJson } from "../../support/keys.ts";
import { until } from "../../support/processes.ts";
import { temporaryDirectory } from "../commands/terminal.ts";

vi.mock("../../../src/access/keys-file.ts", async (original) => {
  const real = await original<{ readKeysFile: typeof readKeysFile }>();
  return { ...real, readKeysFile: vi.fn(real.readKeysFile) };
});

/** Watches a file; what is logged, by its level. */
async function watch(file: string) {
  const logged: [level: string, fields: object][] = [];
  const level = (name: string) => (fields: object) => void logged.push([name, fields]);
  const log = { info: level("info"), warn: level("warn"), error: level("error") };
  const keys = await watchKeys(file, log, () => {});
  onTestFinished(() => keys.close());
  return { keys, logged };
}

const knows = (keys: WatchedKeys, key: string) => keys.current().find(key) !== undefined;

describe.concurrent("keys are read again", () => {
  it("when their file is written to, and those that are gone let nobody in", async () => {
    const file = join(await temporaryDirectory(), "keys.json");
    await writeFile(file, keysJson({ one: {} }));
    const { keys, logged } = await watch(file);
    await writeFile(file, keysJson({ two: {}, three: {} }));
    await until(() => knows(keys, "two"));
    expect(knows(keys, "one")).toBe(false);
    expect(logged).toEqual([
      ["info", { file, keys: 1 }],
      ["info", { file, keys: 2 }],
    ]);
  });

  it("when another file takes its place, as editors do", async () => {
    const file = join(await temporaryDirectory(), "keys.json");
    await writeFile(file, keysJson({ one: {} }));
    const { keys } = await watch(file);
    await writeFile(`${file}.new`, keysJson({ two: {} }));
    await rename(`${file}.new`, file);
    await until(() => knows(keys, "two"));
  });

  it("when a link above it leads elsewhere, as Kubernetes' secrets do", async () => {
    const folder = await temporaryDirectory();
    for (const key of ["one", "two"]) {
      await mkdir(join(folder, key));
      await writeFile(join(folder, key, "keys.json"), keysJson({ [key]: {} }));
    }
    await symlink("one", join(folder, "..data"));
    await symlink(join("..data", "keys.json"), join(folder, "keys.json"));
    const { keys } = await watch(join(folder, "keys.json"));
    expect(knows(keys, "one")).toBe(true);
    await symlink("two", join(folder, "..next"));
    await rename(join(folder, "..next"), join(folder, "..data"));
    await until(() => knows(keys, "two"));
  });

  it("but stay as they were while it is wrong or gone, which is logged", async () => {
    const file = join(await temporaryDirectory(), "keys.json");
    await writeFile(file, keysJson({ one: {} }));
    const { keys, logged } = await watch(file);
    await writeFile(file, '{"keys": [');
    await until(() => logged.length === 2);
    await rm(file);
    await until(() => logged.length === 3);
    expect(knows(keys, "one")).toBe(true);
    expect(logged.slice(1)).toEqual([
      ["error", { file, reason: expect.stringContaining("not valid JSON") }],
      ["error", { file, reason: `${file} cannot be read (ENOENT).` }],
    ]);
    await writeFile(file, keysJson({ two: {} }));
    await until(() => knows(keys, "two"));
  });
});

describe("keys that cannot be read for a while", () => {
  it("are read when they can be, though their file has not changed again", async () => {
    const file = join(await temporaryDirectory(), "keys.json");
    await writeFile(file, keysJson({ one: {} }));
    const { keys, logged } = await watch(file);
    const tooMany = new Error("cannot be read (EMFILE)");
    vi.mocked(readKeysFile).mockRejectedValueOnce(tooMany).mockRejectedValueOnce(tooMany);
    await writeFile(file, keysJson({}));
    await until(() => !knows(keys, "one"));
    expect(logged.filter(([level]) => level === "error")).toHaveLength(1);
  });
});
