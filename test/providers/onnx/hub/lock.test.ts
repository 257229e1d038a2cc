import { mkdtemp, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { withLock } from "../../../../providers/onnx/hub/lock.ts";

afterEach(() => void vi.useRealTimers());

async function held(work: (path: string, signal: AbortSignal) => Promise<void>): Promise<string> {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const folder = await mkdtemp(join(tmpdir(), "lock-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "blob.lock");
  const options = { signal: new AbortController().signal, waiting: async () => {} };
  await withLock(path, options, (signal) => work(path, signal));
  return path;
}

test("a lock is touched every ten seconds while it is held, and gone afterwards", async () => {
  const path = await held(async (lock) => {
    await utimes(lock, 1, 1);
    vi.advanceTimersByTime(10_000);
    await expect.poll(async () => (await stat(lock)).mtimeMs).toBeGreaterThan(1e12);
  });
  await expect(stat(path)).rejects.toThrow("ENOENT");
});

test("who finds another's name in its lock stops, and leaves the lock to the other", async () => {
  const path = await held(async (lock, signal) => {
    await writeFile(lock, "another 1 run nonce");
    vi.advanceTimersByTime(10_000);
    await expect.poll(() => signal.aborted).toBe(true);
    expect(signal.reason).toMatchObject({ code: "MODEL_UNAVAILABLE", retryable: true });
  });
  expect(await readFile(path, "utf8")).toBe("another 1 run nonce");
});
