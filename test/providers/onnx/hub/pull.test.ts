import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { HubPart } from "../../../../models/types.ts";
import {
  bench,
  clip,
  commit,
  config,
  expectSoundCache,
  filesUnder,
  large,
  part,
  repo,
  contentOf,
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
    await writeFile(join(settings.cache, "shared"), large);
    await symlink("../../shared", join(blobs, sha256(large)));
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
    const after = clip({ commit: newer });
    // The hub moves on as soon as it has told the first commit.
    Object.defineProperty(server.repos, repo, {
      get: () => (server.served.length > 1 ? after : before),
    });
    await expect(hub.pull([branch])).rejects.toThrow(/revision asked for|two commits/);
    expect(hub.status([branch]).snapshots).toBeUndefined();
  });
});

describe("a pull", () => {
  test("of several repositories answers a directory for each, in their order", async () => {
    const other = clip({ files: { "text.onnx": Buffer.from("text") }, lfs: [] });
    const { hub } = await bench({ [repo]: clip(), "acme/text": other });
    const text = { repo: "acme/text", revision: commit, files: [{ path: "text.onnx" }] };
    const repos = (await hub.pull([text, part])).map((snapshot) => snapshot.repo);
    expect(repos).toEqual(["acme/text", repo]);
  });

  test("goes without optional files that the repository has not, and takes those it has", async () => {
    const { hub } = await bench();
    const files = [
      { path: "added_tokens.json", optional: true },
      { path: "config.json", optional: true },
      { path: "onnx/model.onnx" },
    ];
    const [snapshot] = await hub.pull([{ ...part, files }]);
    expect(await filesUnder(snapshot!.directory)).toEqual(["config.json", "onnx/model.onnx"]);
  });

  test("follows a repository to its new name, under which it is not filed", async () => {
    const moved = clip({ movedTo: "acme/clip" });
    const { hub } = await bench(
      { "old/clip": moved, [repo]: clip({ token: "hf_secret" }) },
      { token: "hf_secret" },
    );
    const [snapshot] = await hub.pull([{ ...part, repo: "old/clip" }]);
    expect(snapshot?.directory).toContain("models--old--clip");
    expect(await contentOf(join(snapshot!.directory, "onnx/model.onnx"))).toBe(sha256(large));
  });

  test("sends the token to the hub and to no other origin", async () => {
    const { hub, server } = await bench(
      { [repo]: clip({ token: "hf_secret" }) },
      { token: "hf_secret" },
    );
    await hub.pull([part]);
    const tokens = (origin: string) =>
      new Set(server.served.filter((one) => one.origin === origin).map((one) => one.token));
    expect(tokens("hub")).toEqual(new Set(["Bearer hf_secret"]));
    expect(tokens("storage")).toEqual(new Set([undefined]));
  });

  test("takes the token of a login that came after the start", async () => {
    const { hub, settings } = await bench({ [repo]: clip({ token: "hf_secret" }) });
    await expect(hub.pull([part])).rejects.toThrow("HF_TOKEN");
    await writeFile(join(settings.home, "token"), "hf_secret\n");
    expect(await hub.pull([part])).toHaveLength(1);
  });

  test("tells how far it is, from the part that was there to the end", async () => {
    const { hub, server, settings } = await bench();
    const blobs = join(settings.cache, folder, "blobs");
    await mkdir(blobs, { recursive: true });
    await writeFile(
      join(blobs, `${sha256(large)}.parallax.incomplete`),
      large.subarray(0, 400_000),
    );
    const seen: { done: number; total: number }[] = [];
    await hub.pull([part], { onProgress: (progress) => seen.push(progress) });
    const total = large.length + config.length;
    expect(seen.every((progress) => progress.total === total)).toBe(true);
    expect(seen.at(-1)).toEqual({ done: total, total });
    expect(seen.find((progress) => progress.done > config.length)!.done).toBeGreaterThan(400_000);
    expect(server.bytesSince()).toBe(200_000 + config.length);
  });

  test("refuses names that would lead out of the cache", async () => {
    const { hub, server } = await bench();
    const bad = [
      { ...part, repo: "../evil" },
      { ...part, repo: "a/b/c" },
      { ...part, revision: "../../main" },
      { ...part, files: [{ path: "../../../evil" }] },
      { ...part, files: [{ path: "/etc/evil" }] },
      { ...part, files: [{ path: "a\\..\\..\\evil" }] },
    ];
    for (const one of bad) {
      await expect(hub.pull([one])).rejects.toMatchObject({ retryable: false });
    }
    expect(server.served).toEqual([]);
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
