import { fork, type ChildProcess } from "node:child_process";
import { mkdir, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Hub } from "../../../../providers/onnx/hub/hub.ts";
import { repoPaths } from "../../../../providers/onnx/hub/layout.ts";
import type { Snapshot } from "../../../../providers/onnx/hub/snapshot.ts";
import {
  bench,
  clip,
  config,
  expectSoundCache,
  large,
  part,
  repo,
  sha256,
  type Bench,
} from "./bench.ts";

const path = "onnx/model.onnx";
const everything = large.length + config.length;

describe("one download however many ask", () => {
  test("fifty pulls at once", async () => {
    const { hub, server, settings } = await bench();
    const ends: number[] = [];
    const pulls = Array.from({ length: 50 }, async (_, i) => {
      const onProgress = ({ done }: { done: number }) => void (ends[i] = done);
      return hub.pull([part], { onProgress });
    });
    const results = await Promise.all(pulls);
    expect(new Set(results.map((snapshots) => snapshots[0]?.directory)).size).toBe(1);
    expect(ends).toEqual(Array.from({ length: 50 }, () => everything));
    expect(server.bytesSince()).toBe(everything);
    expect(server.served.filter((one) => one.method === "HEAD")).toHaveLength(2);
    await expectSoundCache(settings);
  });

  test("two models that share a file, and the other part of each is its own", async () => {
    const { hub, server } = await bench();
    const shared = { ...part, files: [{ path }] };
    await Promise.all([hub.pull([part]), hub.pull([shared])]);
    expect(server.bytesSince()).toBe(everything);
  });

  test("hubs that know of each other by the cache alone", async () => {
    const { another, server, settings } = await bench();
    const hubs = Array.from({ length: 5 }, () => another());
    await Promise.all(hubs.map((hub) => hub.pull([part])));
    expect(server.bytesSince()).toBe(everything);
    await expectSoundCache(settings);
  });

  test("two processes", async () => {
    const { server, settings } = await bench();
    const [a, b] = [child({ settings }), child({ settings })];
    const [first, second] = await Promise.all([a.snapshots, b.snapshots]);
    expect(first).toEqual(second);
    expect(server.bytesSince()).toBe(everything);
    await expectSoundCache(settings);
  });
});

describe("who aborts", () => {
  test("leaves at once, and the others get their model from the same download", async () => {
    const { hub, server } = await bench();
    server.fail({ path, kind: "stall" });
    const abort = new AbortController();
    const begun = onceBegun(hub);
    const staying = hub.pull([part]);
    const leaving = hub.pull([part], { signal: abort.signal });
    await begun;
    abort.abort(new Error("tired of waiting"));
    await expect(leaving).rejects.toThrow("tired of waiting");
    server.release();
    expect(await staying).toHaveLength(1);
    expect(server.bytesSince()).toBe(everything);
  });

  test("as the last one stops the download, and whoever comes right after goes on with it", async () => {
    const onRetry = vi.fn<() => void>();
    const { hub, server, settings } = await bench(undefined, {}, { onRetry });
    server.fail({ path, kind: "stall" });
    const abort = new AbortController();
    const begun = onceBegun(hub);
    const first = hub.pull([part], { signal: abort.signal });
    await begun;
    abort.abort(new Error("changed my mind"));
    const left = expect(first).rejects.toThrow("changed my mind");
    // Left, and perhaps not cleared up yet.
    await turn();
    expect(await hub.pull([part])).toHaveLength(1);
    await left;
    expect(onRetry).not.toHaveBeenCalled();
    expect(server.served.at(-1)?.range).toMatch(/^bytes=[23]\d{5}-$/);
    await expectSoundCache(settings);
  });

  test("before the start starts nothing", async () => {
    const { hub, server } = await bench();
    const signal = AbortSignal.abort(new Error("never mind"));
    await expect(hub.pull([part], { signal })).rejects.toThrow("never mind");
    expect(server.served).toEqual([]);
  });

  test("while the hub asks for patience does not sit it out", async () => {
    const { hub, server } = await bench();
    const headers = { "retry-after": "50" };
    server.fail({ path, kind: { status: 503, headers }, method: "HEAD", times: 9 });
    const abort = new AbortController();
    const pull = hub.pull([part], { signal: abort.signal });
    await expect.poll(() => server.served.some((one) => one.status === 503)).toBe(true);
    abort.abort(new Error("no patience"));
    await expect(pull).rejects.toThrow("no patience");
  });
});

test("closing stops what goes on, says so, and leaves no lock", async () => {
  const { hub, server, settings } = await bench();
  server.fail({ path, kind: "stall" });
  const begun = onceBegun(hub);
  const pull = hub.pull([part]);
  const refused = expect(pull).rejects.toMatchObject({
    code: "MODEL_UNAVAILABLE",
    retryable: true,
    message: "The gateway is shutting down.",
  });
  await begun;
  await hub.close();
  await refused;
  await expectSoundCache(settings);
});

describe("the lock of another process", () => {
  async function locked(content: string): Promise<Bench & { lock: string }> {
    const one = await bench({ [repo]: clip() });
    const lock = repoPaths(one.settings.cache, repo).lock(sha256(large));
    await mkdir(dirname(lock), { recursive: true });
    await writeFile(lock, content);
    return { ...one, lock };
  }

  test("is waited for", async () => {
    const { hub, server, lock } = await locked("elsewhere 1 run nonce");
    const pull = hub.pull([{ ...part, files: [{ path }] }], {
      onProgress: () => void rm(lock, { force: true }),
    });
    expect(await pull).toHaveLength(1);
    expect(server.bytesSince()).toBe(large.length);
  });

  test("tells how far the other is", async () => {
    const { hub, settings, lock } = await locked("elsewhere 1 run nonce");
    const partial = repoPaths(settings.cache, repo).partial(sha256(large));
    await mkdir(dirname(partial), { recursive: true });
    await writeFile(partial, large.subarray(0, 123_456));
    const seen: unknown[] = [];
    await hub.pull([{ ...part, files: [{ path }] }], {
      onProgress(progress) {
        seen.push(progress);
        void rm(lock, { force: true });
      },
    });
    expect(seen[0]).toEqual({ done: 123_456, total: large.length });
  });

  test.each([
    ["that died on this machine", `${hostname()} ${deadProcess()} run nonce`, 0],
    ["that had our process id before a restart", `${hostname()} ${process.pid} run nonce`, 0],
    ["that has been silent for more than a minute", "elsewhere 1 run nonce", 61],
    ["that could not even write its name", "", 61],
  ])("%s is taken over", async (_, content, silentSeconds) => {
    const { hub, server, lock, settings } = await locked(content);
    const then = Date.now() / 1000 - silentSeconds;
    await utimes(lock, then, then);
    expect(await hub.pull([part])).toHaveLength(1);
    expect(server.bytesSince()).toBe(everything);
    await expectSoundCache(settings);
  });

  test("killed in the middle: the next one resumes where it was", async () => {
    const { hub, server, settings } = await bench();
    server.fail({ path, kind: "stall" });
    const victim = child({ settings });
    await victim.has(250_000);
    victim.process.kill("SIGKILL");
    await new Promise((resolve) => victim.process.once("exit", resolve));
    const locks = await readdir(dirname(repoPaths(settings.cache, repo).lock("any")));
    expect(locks).not.toEqual([]);
    server.bytesSince();
    expect(await hub.pull([part])).toHaveLength(1);
    expect(server.bytesSince()).toBeLessThan(large.length - 200_000);
    await expectSoundCache(settings);
  });
});

function onceBegun(hub: Hub): Promise<void> {
  return expect.poll(() => (hub.status([part]).progress?.done ?? 0) > 250_000).toBe(true);
}

function child({ settings }: Pick<Bench, "settings">) {
  const forked: ChildProcess = fork(join(import.meta.dirname, "pull-child.ts"), {
    execArgv: ["--import", "tsx"],
  });
  onTestFinished(() => void forked.kill("SIGKILL"));
  forked.send({ settings, parts: [part] });
  const told = <T>(pick: (message: { done?: number; snapshots?: Snapshot[] }) => T | undefined) =>
    new Promise<T>((resolve, reject) => {
      forked.on("message", (message: object) => {
        const value = pick(message);
        if (value !== undefined) resolve(value);
      });
      forked.on("exit", () => reject(new Error("the process ended")));
    });
  const snapshots = told((message) => message.snapshots);
  snapshots.catch(() => {});
  return {
    process: forked,
    snapshots,
    has: (bytes: number) => told(({ done = 0 }) => (done > bytes ? true : undefined)),
  };
}

/** A number that no process of this machine has. */
function deadProcess(): number {
  return 2 ** 22 + 1;
}
