import { fork, type ChildProcess } from "node:child_process";
import { mkdir, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { repoPaths } from "../../../../providers/onnx/hub/cache.ts";
import type { Snapshot } from "../../../../providers/onnx/hub/cache.ts";
import { until } from "../../../support/processes.ts";
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
    const locks = () => readdir(dirname(repoPaths(settings.cache, repo).lock("any")));
    // The small files have come, and let go of theirs.
    await until(async () => (await locks()).length === 1);
    victim.process.kill("SIGKILL");
    await new Promise((resolve) => victim.process.once("exit", resolve));
    expect(await locks()).toHaveLength(1);
    server.bytesSince();
    expect(await hub.pull([part])).toHaveLength(1);
    expect(server.bytesSince()).toBeLessThan(large.length - 200_000);
    await expectSoundCache(settings);
  });

  test("is respected by two that start at once", async () => {
    const { server, settings } = await bench();
    const [a, b] = [child({ settings }), child({ settings })];
    const [first, second] = await Promise.all([a.snapshots, b.snapshots]);
    expect(first).toEqual(second);
    expect(server.bytesSince()).toBe(everything);
    await expectSoundCache(settings);
  });
});

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
        if (value !== undefined) {
          resolve(value);
        }
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
