import { lstat, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { bench, contentOf, large, part, sha256 } from "./bench.ts";

const refuses = vi.hoisted(() => ({ symlink: true, link: false }));

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  const unlike = <T extends "symlink" | "link">(name: T) => ({
    [name]: (...paths: [string, string]) =>
      refuses[name]
        ? Promise.reject(Object.assign(new Error("EPERM"), { code: "EPERM" }))
        : real[name](...paths),
  });
  return { ...real, ...unlike("symlink"), ...unlike("link") };
});

afterEach(() => void Object.assign(refuses, { symlink: true, link: false }));

test.each([
  ["symbolic links are refused, hard ones are made", false, 2],
  ["all links are refused, files are copied", true, 1],
])("where %s, and nothing is pulled twice", async (_, link, links) => {
  refuses.link = link;
  const { hub, another, server } = await bench();
  const [snapshot] = await hub.pull([part]);
  const file = join(snapshot!.directory, "onnx/model.onnx");
  expect((await lstat(file)).isSymbolicLink()).toBe(false);
  expect((await stat(file)).nlink).toBe(links);
  expect(await contentOf(file)).toBe(sha256(large));
  expect(await readFile(join(snapshot!.directory, "config.json"), "utf8")).toContain("clip");
  server.bytesSince();
  expect(await another({ offline: true }).pull([part])).toEqual([snapshot]);
  expect(await hub.check([part])).toHaveLength(2);
  expect(server.bytesSince()).toBe(0);
});
