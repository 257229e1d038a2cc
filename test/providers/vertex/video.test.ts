import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GatewayError } from "../../../models/errors.ts";
import type { Segments, Video } from "../../../providers/provider.ts";
import { windows } from "../../../providers/vertex/video.ts";
import { multimodal } from "../cloud-models.ts";
import { setUp } from "./set-up.ts";

const { it } = setUp();

const embed = (video: Video, segments: Partial<Segments> = {}, signal?: AbortSignal) =>
  it.provider.embedVideo!(multimodal, video, {
    segments: { startOffsetSec: 0, intervalSec: 16, ...segments },
    ...(signal && { signal }),
  });
const film = (seconds: number): Video => ({ bytes: Buffer.from(`a film of ${seconds}s`) });
const starts = (rows: readonly { startOffsetSec: number }[]) => rows.map((r) => r.startOffsetSec);

describe("a video", () => {
  test("becomes one vector of 1408 numbers per segment, in order, the last one shorter", async () => {
    const rows = await embed(film(40));
    expect(rows.map(({ startOffsetSec: s, endOffsetSec: e }) => [s, e])).toEqual([
      [0, 16],
      [16, 32],
      [32, 40],
    ]);
    expect(rows[2]!.vector).toEqual(it.server.vector("a film of 40s@32-40", 1408));
    expect(it.server.requests[0]!.parameters).toBeUndefined();
  });

  test("longer than a window is several requests, whose segments fit together", async () => {
    const rows = await embed(film(250), { startOffsetSec: 5, endOffsetSec: 245 });
    expect(starts(rows)).toEqual([
      5, 21, 37, 53, 69, 85, 101, 117, 133, 149, 165, 181, 197, 213, 229,
    ]);
    expect(rows.at(-1)).toMatchObject({ startOffsetSec: 229, endOffsetSec: 245 });
    expect(it.server.requests).toHaveLength(3);
    expect(rows[8]!.vector).toEqual(it.server.vector("a film of 250s@133-149", 1408));
    expect(it.record.logged.filter(({ level }) => level === "info")).toHaveLength(3);
  });

  test("without an end is embedded to its end, also when that is where a window ends", async () => {
    expect((await embed(film(200))).at(-1)).toMatchObject({ endOffsetSec: 200 });
    expect((await embed(film(112))).at(-1)).toMatchObject({ endOffsetSec: 112 });
    expect((await embed(film(30), { endOffsetSec: 500 })).at(-1)).toMatchObject({
      endOffsetSec: 30,
    });
  });

  test("in Cloud Storage is read from there; without an end, the service's 120 s of it", async () => {
    const rows = await embed({ gcsUri: "gs://bucket/300s.mp4" });
    expect(rows.at(-1)).toMatchObject({ startOffsetSec: 112, endOffsetSec: 120 });
    expect(it.server.requests).toHaveLength(1);
    expect(it.server.requests[0]!.instances[0]!.video).toEqual({
      gcsUri: "gs://bucket/300s.mp4",
      videoSegmentConfig: { startOffsetSec: 0, intervalSec: 16 },
    });
  });

  test("without an end is embedded no further than maxSeconds, wherever it lies", async () => {
    const segments = { startOffsetSec: 10, intervalSec: 16 };
    const upTo = (video: Video, maxSeconds: number) =>
      it.provider.embedVideo!(multimodal, video, { segments, maxSeconds });
    const stored = await upTo({ gcsUri: "gs://bucket/300s.mp4" }, 40);
    expect(stored.at(-1)).toMatchObject({ endOffsetSec: 50 });
    const sent = await upTo(film(300), 200);
    expect(sent.at(-1)).toMatchObject({ endOffsetSec: 210 });
    expect((await upTo(film(60), 200)).at(-1)).toMatchObject({ endOffsetSec: 60 });
    expect((await upTo({ gcsUri: "gs://bucket/300s.mp4" }, 3600)).at(-1)).toMatchObject({
      endOffsetSec: 130,
    });
  });

  test("is billed by the second, in the mode of its interval", async () => {
    for (const [intervalSec, usd] of [
      [15, 0.0005],
      [14, 0.001],
      [8, 0.001],
      [7, 0.002],
    ] as const) {
      const rows = await embed(film(50), { intervalSec });
      expect(rows.reduce((sum, row) => sum + row.usd!, 0)).toBeCloseTo(50 * usd, 10);
    }
    expect(it.record.counted).toEqual({ "billed video seconds": 200 });
  });

  test("is paid for window by window, and goes no further than there is money", async () => {
    const held: { most: number; usd?: number }[] = [];
    const hold = async (most: number) => {
      if (held.length === 2) {
        throw new GatewayError("RATE_LIMITED", "no more");
      }
      const one: (typeof held)[number] = { most };
      held.push(one);
      return { settle: async (usd: number) => void (one.usd = usd) };
    };
    const options = { segments: { startOffsetSec: 0, intervalSec: 15 }, hold };
    const call = it.provider.embedVideo!(multimodal, film(300), options);
    await expect(call).rejects.toMatchObject({ code: "RATE_LIMITED" });
    const full = expect.closeTo(120 * 0.0005, 10);
    expect(held).toEqual([full, full].map((most) => ({ most, usd: most })));
    expect(it.server.requests).toHaveLength(2);
    held.length = 0;
    it.server.faults.add({ status: 3, message: "told to fail" });
    await expect(it.provider.embedVideo!(multimodal, film(300), options)).rejects.toThrow();
    expect(held).toEqual([{ most: full, usd: 0 }]);
  });

  test("with impossible segments is refused before anything is sent", async () => {
    const wrong: [Partial<Segments>, string][] = [
      [{ intervalSec: 3 }, "intervalSec"],
      [{ intervalSec: 121 }, "intervalSec"],
      [{ startOffsetSec: 0.5 }, "startOffsetSec is 0.5"],
      [{ startOffsetSec: -1 }, "startOffsetSec"],
      [{ endOffsetSec: 10, startOffsetSec: 10 }, "endOffsetSec"],
      [{ endOffsetSec: Infinity }, "endOffsetSec"],
    ];
    for (const [segments, message] of wrong) {
      await expect(embed(film(60), segments)).rejects.toMatchObject({
        code: "BAD_INPUT",
        message: expect.stringContaining(message),
      });
    }
    expect(it.server.requests).toHaveLength(0);
  });

  test("that starts after its end is BAD_INPUT", async () => {
    await expect(embed(film(60), { startOffsetSec: 90 })).rejects.toMatchObject({
      code: "BAD_INPUT",
    });
  });

  test("too large to send says how else", async () => {
    it.server.faults.add({ status: 3, message: "Request payload size exceeds the limit" });
    const tooLarge = { code: "TOO_LARGE", message: expect.stringContaining("gcsUri") };
    await expect(embed(film(60))).rejects.toMatchObject(tooLarge);
    await expect(embed({ bytes: new Uint8Array(50_000_001) })).rejects.toMatchObject(tooLarge);
    expect(it.server.requests).toHaveLength(1);
  });

  test("fails as a whole when one of its windows does", async () => {
    it.server.faults.add({ delay: () => sleep(1) }, { status: 7 });
    await expect(embed(film(250))).rejects.toMatchObject({ code: "MODEL_UNAVAILABLE" });
  });

  test("fails when a vector has another length, or numbers that are none", async () => {
    for (const fault of ["wrong dimension", "not a number"] as const) {
      it.server.faults.add(fault);
      await expect(embed(film(30))).rejects.toMatchObject({
        code: "PROVIDER_FAILED",
        retryable: false,
      });
    }
  });

  test("is left when the caller goes", async () => {
    it.server.faults.add({ delay: () => sleep(1) }, "hang");
    const caller = new AbortController();
    const hanging = it.server.faults.until("hanging");
    const cancelled = it.server.faults.until("cancelled");
    const call = embed(film(250), {}, caller.signal);
    call.catch(() => {});
    await hanging;
    caller.abort(new Error("gone"));
    await expect(call).rejects.toThrow("gone");
    await cancelled;
    expect(it.server.requests).toHaveLength(2);
  });
});

test("windows cover what was asked for, in order, in whole intervals of at most 120 s", () => {
  const segments = fc
    .record({
      startOffsetSec: fc.nat(1000),
      length: fc.integer({ min: 1, max: 2000 }),
      intervalSec: fc.integer({ min: 4, max: 120 }),
    })
    .map(({ startOffsetSec, length, intervalSec }) => ({
      startOffsetSec,
      endOffsetSec: startOffsetSec + length,
      intervalSec,
    }));
  fc.assert(
    fc.property(segments, (wanted) => {
      const all = [...windows(wanted, film(1))];
      expect(all[0]!.start).toBe(wanted.startOffsetSec);
      expect(all.at(-1)!.end).toBe(wanted.endOffsetSec);
      for (const [i, { start, end }] of all.entries()) {
        expect(end! - start).toBeGreaterThan(0);
        expect(end! - start).toBeLessThanOrEqual(120);
        if (i > 0) {
          expect(start).toBe(all[i - 1]!.end);
        }
        if (i < all.length - 1) {
          expect((end! - start) % wanted.intervalSec).toBe(0);
        }
      }
    }),
  );
});
