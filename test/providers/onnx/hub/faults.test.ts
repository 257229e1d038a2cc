import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Fault } from "../../../support/hub-content.ts";
import { bench, clip, contentOf, expectSoundCache, large, part, repo, sha256 } from "./bench.ts";
import { failing, path, recovers } from "./failing.ts";

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

  test("a file without end does not fill the disk", async () => {
    const one = await bench();
    one.server.fail({ path, kind: "too long" });
    await failing(one);
    expect(one.server.bytesSince()).toBeLessThan(1 << 24);
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
