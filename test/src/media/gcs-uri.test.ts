import { describe, expect, it } from "vitest";
import { gcsUriOf } from "../../../src/media/gcs-uri.ts";

describe("gcsUriOf", () => {
  it.each(["gs://bucket/video.mp4", "gs://my_bucket.example.com/a b/ä?#.mp4"])(
    "passes on %s",
    (gcsUri) => {
      expect(gcsUriOf({ gcsUri })).toBe(gcsUri);
    },
  );

  it("finds none in videos that are given otherwise", () => {
    expect(gcsUriOf({ base64: "AQID", gcsUri: null })).toBeUndefined();
    expect(gcsUriOf({ url: "http://a/" })).toBeUndefined();
  });

  it.each([
    "",
    "gs://",
    "gs://bucket",
    "gs://bucket/",
    "gs:///video.mp4",
    "gs://Bucket/a",
    "gs://ab",
    "gs://-bucket/a",
    "gs://bucket/a\nb",
    "GS://bucket/a",
    "https://storage.googleapis.com/bucket/a",
    "bucket/a",
    " gs://bucket/a",
  ])("refuses %j as a gs:// URI", (gcsUri) => {
    const badInput = { code: "BAD_INPUT", message: expect.stringContaining("gs://bucket/path") };
    expect(() => gcsUriOf({ gcsUri })).toThrow(expect.objectContaining(badInput));
  });
});
