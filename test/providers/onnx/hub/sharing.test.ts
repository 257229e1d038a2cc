import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import type { Hub } from "../../../../providers/onnx/hub/hub.ts";
import { bench, config, expectSoundCache, large, part } from "./bench.ts";

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
    server.fail({ path, kind: "stall" });
    const hubs = Array.from({ length: 5 }, () => another());
    const pulls = hubs.map((hub) => hub.pull([part]));
    // Each sees the half that one of them has.
    await Promise.all(hubs.map(onceBegun));
    server.release();
    await Promise.all(pulls);
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
    const late = await new Promise<{ done: number }>((resolve) => {
      void hub.pull([part], { onProgress: resolve });
    });
    expect(late.done).toBeGreaterThan(250_000);
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
    expect(server.served.findLast((asked) => asked.range)?.range).toMatch(/^bytes=[23]\d{5}-$/);
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

function onceBegun(hub: Hub): Promise<void> {
  return expect.poll(() => (hub.status([part]).progress?.done ?? 0) > 250_000).toBe(true);
}
