import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  bench,
  clip,
  commit,
  config,
  contentOf,
  filesUnder,
  large,
  part,
  repo,
  sha256,
} from "./bench.ts";

const folder = "models--acme--clip";

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
    expect(hub.status([{ ...part, files }]).snapshots).toEqual([snapshot]);
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
