import { mkdir, symlink, writeFile, rm, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { HubPart } from "../../../../models/model.ts";
import {
  bench,
  clip,
  commit,
  config,
  contentOf,
  expectSoundCache,
  filesUnder,
  large,
  part,
  repo,
  sha256,
} from "./bench.ts";

const folder = "models--acme--clip";
const newer = "c0ffee0000000000000000000000000000000002";

describe("the cache", () => {
  test("has the layout that huggingface_hub writes and reads", async () => {
    const { hub, settings } = await bench();
    const [snapshot] = await hub.pull([{ ...part, revision: "main" }]);
    const directory = join(settings.cache, folder, "snapshots", commit);
    expect(snapshot).toEqual({ repo, revision: commit, directory });
    expect(await contentOf(join(directory, "onnx/model.onnx"))).toBe(sha256(large));
    expect(await contentOf(join(directory, "config.json"))).toBe(sha256(config));
    expect(await readFile(join(settings.cache, folder, "refs/main"), "utf8")).toBe(commit);
    expect(await filesUnder(join(settings.cache, folder, "blobs"))).toContain(sha256(large));
    await expectSoundCache(settings);
  });

  test("a pinned commit leaves the branches alone", async () => {
    const { hub, settings } = await bench();
    await hub.pull([part]);
    expect(await filesUnder(join(settings.cache, folder, "refs"))).toEqual([]);
  });

  test("what is there is not asked for, nor downloaded, again", async () => {
    const { hub, another, server, settings } = await bench();
    const first = await hub.pull([part]);
    server.served.length = 0;
    expect(await hub.pull([part])).toEqual(first);
    expect(await another({ offline: true, cache: settings.cache }).pull([part])).toEqual(first);
    expect(server.served).toEqual([]);
  });

  test("a new commit costs only the files that changed", async () => {
    const { hub, server, settings } = await bench();
    await hub.pull([part]);
    const changed = Buffer.from("{}");
    server.repos[repo] = clip({
      commit: newer,
      files: { "config.json": changed, "onnx/model.onnx": large },
    });
    server.bytesSince();
    const [snapshot] = await hub.pull([{ ...part, revision: newer }]);
    expect(server.bytesSince()).toBe(changed.length);
    expect(await contentOf(join(snapshot!.directory, "onnx/model.onnx"))).toBe(sha256(large));
    await expectSoundCache(settings);
  });

  test("a blob cut short by someone else is replaced", async () => {
    const { hub, settings } = await bench();
    const blobs = join(settings.cache, folder, "blobs");
    await mkdir(blobs, { recursive: true });
    await writeFile(join(blobs, sha256(large)), large.subarray(0, 1000));
    await hub.pull([part]);
    await expectSoundCache(settings);
  });

  test("a blob that points into a store shared by repositories is used", async () => {
    const { hub, server, settings } = await bench();
    const blobs = join(settings.cache, folder, "blobs");
    await mkdir(blobs, { recursive: true });
    await writeFile(join(settings.cache, "store"), large);
    await symlink("../../store", join(blobs, sha256(large)));
    const pinned = { path: "onnx/model.onnx", size: large.length, sha256: sha256(large) };
    await hub.pull([{ ...part, files: [pinned] }]);
    expect(server.bytesSince()).toBe(0);
    expect(hub.status([{ ...part, files: [pinned] }]).snapshots).toHaveLength(1);
  });

  test("files put into a snapshot without blobs, as on Windows, are kept", async () => {
    const { hub, server, settings } = await bench();
    const directory = join(settings.cache, folder, "snapshots", commit);
    await mkdir(join(directory, "onnx"), { recursive: true });
    await writeFile(join(directory, "onnx/model.onnx"), large);
    await hub.pull([part]);
    expect(server.bytesSince()).toBe(config.length);
    expect(await contentOf(join(directory, "onnx/model.onnx"))).toBe(sha256(large));
  });
});

describe("a branch", () => {
  const branch = { repo, files: part.files };

  test("stays at the commit of the first pull when another tool moves it", async () => {
    const { hub, another, settings } = await bench();
    await hub.pull([branch]);
    await writeFile(join(settings.cache, folder, "refs/main"), newer);
    const offline = another({ offline: true });
    expect((await offline.pull([branch]))[0]?.revision).toBe(commit);
    // Only the note knows it: without, the branch points to a commit that is not there.
    await rm(join(settings.home, "parallax"), { recursive: true });
    await expect(offline.pull([branch])).rejects.toThrow("HF_HUB_OFFLINE");
  });

  test("is found where only another tool has pulled it", async () => {
    const { hub, another, settings } = await bench();
    await hub.pull([branch]);
    await rm(join(settings.home, "parallax"), { recursive: true });
    expect((await another({ offline: true }).pull([branch]))[0]?.revision).toBe(commit);
  });

  test("gives files of one commit even when it moves during the pull", async () => {
    const { hub, server } = await bench();
    const before = server.repos[repo]!;
    const after = clip({ commit: newer, files: { "config.json": Buffer.from("newer") }, before });
    // Somebody pushes as soon as the hub has told the first commit.
    Object.defineProperty(server.repos, repo, {
      get: () => (server.served.length > 1 ? after : before),
    });
    const [snapshot] = await hub.pull([branch]);
    expect(snapshot?.revision).toBe(commit);
    expect(await contentOf(join(snapshot!.directory, "onnx/model.onnx"))).toBe(sha256(large));
  });
});

function model(over: object): HubPart[] {
  return [{ ...part, files: [{ path: "onnx/model.onnx", ...over }] }];
}

describe("status and check", () => {
  test("a model is there when every required file has the size and sha256 of the catalog", async () => {
    const { hub } = await bench();
    expect(hub.status([part])).toEqual({});
    await hub.pull([part]);
    expect(hub.status([part]).snapshots).toHaveLength(1);
    expect(hub.status(model({ size: large.length, sha256: sha256(large) })).snapshots).toHaveLength(
      1,
    );
    expect(hub.status(model({ size: 1 })).snapshots).toBeUndefined();
    expect(hub.status(model({ sha256: sha256(config) })).snapshots).toBeUndefined();
    expect(hub.status([{ ...part, revision: newer }]).snapshots).toBeUndefined();
  });

  test("check finds a byte that changed on the disk", async () => {
    const { hub } = await bench();
    const [snapshot] = await hub.pull([part]);
    expect(await hub.check([part])).toEqual([
      { repo, path: "config.json" },
      { repo, path: "onnx/model.onnx" },
    ]);
    const rotten = Buffer.from(large);
    rotten.writeUInt8(rotten.readUInt8(0) ^ 1, 0);
    await writeFile(join(snapshot!.directory, "onnx/model.onnx"), rotten);
    const [sound, bad] = await hub.check([part]);
    expect(sound?.fault).toBeUndefined();
    expect(bad?.fault).toContain("sha256");
  });
});
