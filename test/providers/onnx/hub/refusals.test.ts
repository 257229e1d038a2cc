import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { HubFileSpec } from "../../../../models/model.ts";
import { bench, clip, commit, config, gitHash, large, part, repo, sha256 } from "./bench.ts";
import { failing, path } from "./failing.ts";

describe("what trying again does not help is asked once", () => {
  const cases: [string, Parameters<typeof clip>[0], string | undefined, RegExp][] = [
    [
      "gated, no token",
      { token: "hf_right", gated: true },
      undefined,
      /gated: accept its licence .* HF_TOKEN .*none is set/,
    ],
    [
      "gated, other token",
      { token: "hf_right", gated: true },
      "hf_wrong",
      /gated: accept its licence .* HF_TOKEN/,
    ],
    [
      "private, no token",
      { token: "hf_right" },
      undefined,
      /status 401.*private, gated or does not exist.* HF_TOKEN/,
    ],
    [
      "other commit",
      { commit: commit.replace("1", "2") },
      undefined,
      /revision asked for of acme\/clip does not exist/,
    ],
    [
      "no such file",
      { files: { "config.json": config } },
      undefined,
      /no file onnx\/model\.onnx of acme\/clip/,
    ],
  ];
  test.each(cases)("%s", async (_, over, token, message) => {
    const one = await bench({ [repo]: clip(over) }, token === undefined ? {} : { token });
    const error = await failing(one);
    expect(error.message).toMatch(message);
    expect(error.retryable).toBe(false);
    const asked = one.server.served.map((request) => request.path);
    expect(new Set(asked).size).toBe(asked.length);
  });

  test("no such repository", async () => {
    const one = await bench({});
    expect((await failing(one)).message).toMatch(/acme\/clip is private, gated or does not exist/);
  });

  test("a server that is no hub", async () => {
    const one = await bench();
    one.server.fail({ path: "config.json", kind: { status: 200 }, method: "HEAD" });
    const error = await failing(one);
    expect(error).toMatchObject({ retryable: false });
    expect(error.message).toMatch(/not that of a Hugging Face hub.*HF_ENDPOINT/);
  });

  test("an ETag that would lead out of the cache", async () => {
    const one = await bench();
    const headers = { "x-repo-commit": commit, etag: '"../../evil"' };
    one.server.fail({ path: "config.json", kind: { status: 200, headers }, method: "HEAD" });
    expect((await failing(one)).message).toMatch(/not that of a Hugging Face hub/);
  });

  test("a commit that is not the pinned one", async () => {
    const one = await bench();
    const other = commit.replace("1", "2");
    const headers = { "x-repo-commit": other, etag: `"${gitHash(config)}"` };
    one.server.fail({ path: "config.json", kind: { status: 200, headers }, method: "HEAD" });
    const error = await failing(one, [{ ...part, files: [{ path: "config.json" }] }]);
    expect(error.message).toContain(`two commits of acme/clip, ${other} and ${commit}`);
  });

  test("a redirect without end", async () => {
    const one = await bench({ [repo]: clip({ movedTo: repo }) });
    expect(await failing(one)).toMatchObject({ retryable: false });
  });

  test("offline", async () => {
    const one = await bench(undefined, { offline: true });
    await expect(one.hub.pull([part])).rejects.toMatchObject({
      code: "MODEL_UNAVAILABLE",
      retryable: false,
      message: expect.stringMatching(/HF_HUB_OFFLINE is set .*acme\/clip.* HF_HOME/),
    });
    expect(one.server.served).toEqual([]);
  });
});

describe("what the catalog expects is never given up", () => {
  const cases: [string, HubFileSpec, RegExp][] = [
    ["size", { path, size: 599_999 }, /states 600000 bytes .* catalog expects 599999/],
    [
      "sha256",
      { path, sha256: sha256(config) },
      /states [0-9a-f]{64} .* catalog expects [0-9a-f]{64}/,
    ],
  ];
  test.each(cases)("another %s is not even downloaded", async (_, file, message) => {
    const one = await bench();
    const error = await failing(one, [{ ...part, files: [file] }]);
    expect(error.message).toMatch(message);
    expect(error.retryable).toBe(false);
    expect(one.server.bytesSince()).toBe(0);
  });

  test("the sha256 of a small file, which the hub does not state, is checked on the disk", async () => {
    const one = await bench();
    const files = [{ path: "config.json", sha256: sha256(large) }];
    expect((await failing(one, [{ ...part, files }])).message).toMatch(/config\.json.*sha256/);
    expect(
      await one.hub.pull([{ ...part, files: [{ path: "config.json", sha256: sha256(config) }] }]),
    ).toHaveLength(1);
  });
});

describe("the disk", () => {
  test("a model that does not fit is not begun", async () => {
    const one = await bench();
    const headers = {
      "x-repo-commit": commit,
      "x-linked-etag": `"${sha256(large)}"`,
      "x-linked-size": String(2 ** 52),
    };
    one.server.fail({
      path,
      kind: { status: 302, headers: { ...headers, location: "/" } },
      method: "HEAD",
    });
    const error = await failing(one);
    expect(error.message).toMatch(/needs 4,503,599,62\d MB more.*MB free.*HF_HOME/);
    expect(error.retryable).toBe(false);
    expect(one.server.bytesSince()).toBe(0);
  });

  test.runIf(process.platform === "linux")("a disk that fills up is said to be full", async () => {
    const one = await bench();
    const blobs = join(one.settings.cache, "models--acme--clip", "blobs");
    await mkdir(blobs, { recursive: true });
    await symlink("/dev/full", join(blobs, `${sha256(large)}.parallax.incomplete`));
    const error = await failing(one);
    expect(error.message).toMatch(/no space left.*HF_HOME/);
    expect(error.retryable).toBe(false);
  });

  test("a cache that cannot be written says so without its path", async () => {
    const one = await bench();
    await writeFile(one.settings.home + "/file", "");
    const error = await failing({
      ...one,
      hub: one.another({ cache: one.settings.home + "/file/hub" }),
    });
    expect(error.message).toMatch(/cannot be written to the Hugging Face cache.*HF_HOME/);
  });
});
