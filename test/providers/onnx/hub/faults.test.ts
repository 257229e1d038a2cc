import { mkdir, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { GatewayError } from "../../../../models/errors.ts";
import type { HubFileSpec } from "../../../../models/types.ts";
import { bytesIn } from "../../../../providers/onnx/hub/download.ts";
import { repoPaths } from "../../../../providers/onnx/hub/layout.ts";
import type { HubSettings } from "../../../../providers/onnx/hub/settings.ts";
import type { Fault } from "../../../hub-content.ts";
import {
  bench,
  clip,
  commit,
  config,
  expectSoundCache,
  gitHash,
  large,
  part,
  repo,
  contentOf,
  sha256,
  type Bench,
} from "./bench.ts";

const path = "onnx/model.onnx";

/** Pulls, expects it to fail as said, and looks for what must never be in a message. */
async function failing({ hub, settings, server }: Bench, parts = [part]): Promise<GatewayError> {
  const error = await hub.pull(parts).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GatewayError))
    throw new Error("expected a GatewayError", { cause: error });
  expect(error.code).toBe("MODEL_UNAVAILABLE");
  expect(error.message).not.toMatch(/signature|hf_|127\.0\.0\.1|\/tmp/);
  expect(error.message).not.toContain(settings.home);
  expect(error.message).not.toContain(server.endpoint);
  expect(hub.status(parts)).toEqual({ failure: error });
  await expectSoundCache(settings);
  return error;
}

async function partOf({ settings }: Bench): Promise<number> {
  return large.length - (await missing(settings, large));
}

/** The next pull succeeds, and costs what the cache has not. */
async function recovers({ hub, server, settings }: Bench): Promise<void> {
  server.release();
  server.bytesSince();
  const lacking = (await missing(settings, large)) + (await missing(settings, config));
  const [snapshot] = await hub.pull([part]);
  expect(await contentOf(join(snapshot!.directory, path))).toBe(sha256(large));
  expect(server.bytesSince()).toBe(lacking);
  await expectSoundCache(settings);
}

async function missing({ cache }: HubSettings, content: Buffer): Promise<number> {
  const paths = repoPaths(cache, repo);
  const etag = content === large ? sha256(content) : gitHash(content);
  if ((await bytesIn(paths.blob(etag))) !== undefined) return 0;
  return content.length - ((await bytesIn(paths.partial(etag))) ?? 0);
}

/** A pull that was aborted with a part on the disk. */
async function interrupted(): Promise<Bench> {
  const one = await bench();
  one.server.fail({ path, kind: "stall" });
  const abort = new AbortController();
  const onProgress = ({ done }: { done: number }) => {
    if (done > 250_000) abort.abort(new Error("enough"));
  };
  const pull = one.hub.pull([part], { signal: abort.signal, onProgress });
  await expect(pull).rejects.toThrow("enough");
  expect(await partOf(one)).toBeGreaterThan(200_000);
  expect(one.hub.status([part])).toEqual({});
  return one;
}

describe("what passes is tried again within the pull", () => {
  const passing: Fault["kind"][] = [
    "cut",
    "ignores range",
    "trickle",
    { status: 503, headers: { "retry-after": "0" } },
    { status: 500 },
    { status: 429 },
    { status: 408 },
  ];
  test.each(passing.map((kind) => [JSON.stringify(kind), kind] as const))("%s", async (_, kind) => {
    const { hub, server, settings } = await bench();
    server.fail({ path, kind });
    const [snapshot] = await hub.pull([part]);
    expect(await contentOf(join(snapshot!.directory, path))).toBe(sha256(large));
    await expectSoundCache(settings);
  });

  test("so is the first question about a file", async () => {
    const { hub, server } = await bench();
    server.fail({ path: "config.json", kind: { status: 502 }, method: "HEAD" });
    expect(await hub.pull([part])).toHaveLength(1);
  });

  test("a connection that falls silent counts as cut", async () => {
    const { hub, server, settings } = await bench(undefined, {}, { idleMs: 100 });
    server.fail({ path, kind: "stall" });
    expect(await hub.pull([part])).toHaveLength(1);
    expect(server.served.filter((one) => one.range?.startsWith("bytes="))).toHaveLength(2);
    await expectSoundCache(settings);
  });

  test("cuts are no end as long as a megabyte comes between them", async () => {
    const huge = Buffer.alloc(9_000_000, "0123456789");
    const files = { [path]: huge };
    const { hub, server } = await bench({ [repo]: clip({ files }) }, {}, { tries: 1 });
    server.fail({ path, kind: "cut", times: 2 });
    const [snapshot] = await hub.pull([{ ...part, files: [{ path }] }]);
    expect(await contentOf(join(snapshot!.directory, path))).toBe(sha256(huge));
    const ranges = server.served.filter((one) => one.origin === "storage").map((one) => one.range);
    expect(ranges).toEqual([undefined, expect.any(String), expect.any(String)]);
  });
});

describe("what does not pass leaves a sound cache, and the next pull succeeds", () => {
  const lasting: [Fault["kind"], RegExp, boolean][] = [
    ["cut", /cut at file onnx\/model\.onnx of acme\/clip/, true],
    ["garbage", /sha256 is not the expected [0-9a-f]{64}\. It was removed/, false],
    ["too long", /has \d+ bytes where 600000 are expected/, false],
    [{ status: 503 }, /status 503/, true],
    [{ status: 403 }, /storage behind the hub refused .* status 403/, true],
    [{ status: 418 }, /unexpected status 418/, false],
  ];
  test.each(lasting)("%j", async (kind, message, retryable) => {
    const one = await bench();
    one.server.fail({ path, kind, times: 99 });
    const error = await failing(one);
    expect(error.message).toMatch(message);
    expect(error.retryable).toBe(retryable);
    await recovers(one);
  });

  test("a Retry-After of more than a minute is passed on, not waited for", async () => {
    const one = await bench();
    one.server.fail({ path, kind: { status: 503, headers: { "retry-after": "3600" } }, times: 99 });
    expect(await failing(one)).toMatchObject({ retryable: true, retryAfterMs: 3_600_000 });
    expect(one.server.served.filter((request) => request.status === 503)).toHaveLength(1);
    await recovers(one);
  });

  test("a small file with a wrong byte fails by its git hash", async () => {
    const one = await bench();
    one.server.fail({ path: "config.json", kind: "garbage", times: 99 });
    expect((await failing(one)).message).toMatch(/config\.json.* git hash/);
    await recovers(one);
  });

  test("a hub that nobody answers for", async () => {
    const one = await bench();
    await one.server.close();
    expect(await failing(one)).toMatchObject({ retryable: true });
  });
});

describe("resuming", () => {
  test("an aborted pull leaves a part, and the next one asks for the rest only", async () => {
    const one = await interrupted();
    const had = await partOf(one);
    await recovers(one);
    expect(one.server.served.at(-1)?.range).toBe(`bytes=${had}-`);
  });

  test("a server that ignores the range sends everything, and the part is overwritten", async () => {
    const one = await interrupted();
    one.server.release();
    one.server.fail({ path, kind: "ignores range" });
    one.server.bytesSince();
    const [snapshot] = await one.hub.pull([part]);
    expect(await contentOf(join(snapshot!.directory, path))).toBe(sha256(large));
    expect(one.server.bytesSince()).toBeGreaterThanOrEqual(large.length);
  });

  test("an answer to another range is not written", async () => {
    const one = await interrupted();
    one.server.release();
    one.server.fail({ path, kind: "other range" });
    const [snapshot] = await one.hub.pull([part]);
    expect(await contentOf(join(snapshot!.directory, path))).toBe(sha256(large));
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
