import { describe, expect, it } from "vitest";
import type { Model } from "../../../models/model.ts";
import type { Provider } from "../../../providers/provider.ts";
import { createFakeProvider, fakeModel } from "../../support/fake-provider.ts";
import { createRunQuery } from "../../support/run-query.ts";

const native: Model = { ...fakeModel, video: "NATIVE", modalities: ["TEXT", "IMAGE", "VIDEO"] };
/** Seconds that a video has, where nobody says where to end. */
const wholeSec = 40;
let failing = false;
let calls = 0;
const provider: Provider = {
  ...createFakeProvider(),
  async embedVideo(_, __, { segments: { startOffsetSec, endOffsetSec = wholeSec } }) {
    calls++;
    if (failing) {
      throw new Error("no answer");
    }
    return [{ startOffsetSec, endOffsetSec, vector: new Float32Array(8).fill(1) }];
  },
};
const anybody = await createRunQuery({ provider, models: [native] });

const query = `query ($segments: VideoSegmentsInput) {
  embedVideo(video: { gcsUri: "gs://bucket/a.mp4" }, segments: $segments) { segments { endOffsetSec } }
}`;

function setUp(name: string, videoSecondsPerHour?: number) {
  const caller = { name, ...(videoSecondsPerHour !== undefined && { videoSecondsPerHour }) };
  /** @returns the error, if there is one */
  return async (startOffsetSec: number, endOffsetSec?: number) => {
    const segments = { startOffsetSec, endOffsetSec, intervalSec: 16 };
    // The door makes a caller anew with each token.
    const { errors = [] } = await anybody.as(caller)(query, { segments });
    return errors[0] && { message: errors[0].message, ...errors[0].extensions };
  };
}

describe("a key's seconds of video", () => {
  it("are counted before any is embedded; what is past them is RATE_LIMITED", async () => {
    const embed = setUp("web", 100);
    expect(await embed(0, 60)).toBeUndefined();
    const before = calls;
    expect(await embed(0, 60)).toEqual({
      code: "RATE_LIMITED",
      retryable: true,
      retryAfterMs: expect.any(Number),
      message:
        "This key may embed 100 s of video an hour; 40 s are left, and this video takes 60 s.",
    });
    expect(calls).toBe(before);
    expect(await embed(30, 70)).toBeUndefined();
    expect(await embed(0, 1)).toMatchObject({
      message: "This key may embed 100 s of video an hour; 0 s are left.",
    });
    expect(await setUp("another", 100)(0, 60)).toBeUndefined();
    expect(await setUp("free")(0, 600)).toBeUndefined();
  });

  it("are counted afterwards where the video's end is not known before", async () => {
    const embed = setUp("open end", 100);
    for (let i = 0; i < 3; i++) {
      expect(await embed(0)).toBeUndefined();
    }
    expect(await embed(0)).toMatchObject({ code: "RATE_LIMITED" });
  });

  it("are none of a video that failed", async () => {
    const embed = setUp("unlucky", 100);
    failing = true;
    for (let i = 0; i < 3; i++) {
      expect(await embed(0, 100)).toEqual({ message: "no answer" });
    }
    failing = false;
    expect(await embed(0, 100)).toBeUndefined();
  });

  it("may be none", async () => {
    expect(await setUp("no video", 0)(0, 1)).toMatchObject({
      code: "FORBIDDEN",
      message: "This key may not embed videos.",
    });
  });

  it("have never enough for a video of more", async () => {
    expect(await setUp("short", 100)(0, 101)).toMatchObject({
      code: "TOO_LARGE",
      retryable: false,
      message: expect.stringContaining("this key may embed 100 s an hour"),
    });
    // Seconds are counted whole.
    expect(await setUp("odd", 10.5)(0, 10.2)).toMatchObject({ code: "TOO_LARGE" });
  });
});
