import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import type { HubPart } from "../../../../models/model.ts";
import { createHub, type Hub } from "../../../../providers/onnx/hub/hub.ts";
import type { RetryOptions } from "../../../../providers/onnx/hub/failures.ts";
import { hubSettings, type HubSettings } from "../../../../providers/onnx/hub/settings.ts";
import { startHub, type HubRepo, type HubServer } from "../../../support/hub-server.ts";

// A developer's HTTP_PROXY is not for the servers of the tests.
process.env["NO_PROXY"] = "127.0.0.1";
process.env["no_proxy"] = "127.0.0.1";

export const commit = "c0ffee0000000000000000000000000000000001";
export const repo = "acme/clip";
export const large = randomBytes(600_000);
export const config = Buffer.from('{"model_type": "clip"}\n');

/** One small and one large file at a pinned commit. */
export const part: HubPart = {
  repo,
  revision: commit,
  files: [{ path: "config.json" }, { path: "onnx/model.onnx" }],
};

export function clip(over: Partial<HubRepo> = {}): HubRepo {
  const files = { "config.json": config, "onnx/model.onnx": large };
  return { commit, files, lfs: ["onnx/model.onnx"], ...over };
}

export interface Bench {
  readonly server: HubServer;
  readonly settings: HubSettings;
  readonly hub: Hub;
  /** Another hub on the same cache, as another process would have it. */
  another(over?: Partial<HubSettings>, retry?: Partial<RetryOptions>): Hub;
}

/** A hub server and an empty cache for one test. Waits are short; what fails is tried twice. */
export async function bench(
  repos: Record<string, HubRepo> = { [repo]: clip() },
  over: Partial<HubSettings> = {},
  retry: Partial<RetryOptions> = {},
): Promise<Bench> {
  const server = await startHub(repos);
  const home = await mkdtemp(join(tmpdir(), "hub-"));
  const settings = { ...hubSettings({ HF_HOME: home, HF_ENDPOINT: server.endpoint }), ...over };
  const hubs: Hub[] = [];
  const another: Bench["another"] = (more = {}, waits = {}) => {
    const hub = createHub(
      { ...settings, ...more },
      { retry: { retryMs: 1, tries: 2, ...retry, ...waits } },
    );
    hubs.push(hub);
    return hub;
  };
  onTestFinished(async () => {
    for (const hub of hubs) {
      await hub.close();
    }
    await server.close();
    await rm(home, { recursive: true, force: true });
  });
  return { server, settings, hub: another(), another };
}

/** Every finished blob is what its name says, every file of a snapshot leads to one, no lock is left. */
export async function expectSoundCache(settings: HubSettings): Promise<void> {
  for (const path of await filesUnder(settings.cache)) {
    if (path.endsWith(".incomplete")) {
      continue;
    }
    expect(path).not.toMatch(/\.(lock|tmp)$/);
    const content = await readFile(join(settings.cache, path));
    const blob = /blobs\/(\w+)$/.exec(path)?.[1];
    if (blob) {
      expect(blob.length === 64 ? sha256(content) : gitHash(content)).toBe(blob);
    }
    if (path.includes("/snapshots/")) {
      expect(await readlink(join(settings.cache, path))).toMatch(/^(\.\.\/)+blobs\/\w+$/);
    }
  }
}

/** Relative paths, symbolic links included. */
export async function filesUnder(directory: string): Promise<string[]> {
  if (!existsSync(directory)) {
    return [];
  }
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  return files
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .toSorted();
}

/** Compared as hashes: vitest compares buffers byte by byte, in seconds. */
export async function contentOf(path: string): Promise<string> {
  return sha256(await readFile(path));
}

export function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** What the hub names small files by. */
export function gitHash(content: Buffer): string {
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}
