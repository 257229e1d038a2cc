import { Readable } from "node:stream";
import { describe, expect, it, vi } from "vitest";
import { digestOf } from "../../../models/digest.ts";
import { createReadMedia, gcsUriOf, type ImageSource } from "../../../src/media/read-media.ts";
import type { Upload } from "../../../src/media/upload.ts";
import type { SafeFetch } from "../../../src/media/fetch/safe-fetch.ts";

const fetched = vi.fn(async (_url: string, _options: object) => new Uint8Array([1, 2, 3]));
const fetch: SafeFetch = Object.assign(fetched, { close: async () => {} });
const { readImage, readVideo } = createReadMedia({ fetch, maxImageBytes: 100, maxVideoBytes: 300 });

const base64 = (length: number): string => Buffer.alloc(length, 7).toString("base64");

function uploadOf(stream: Readable): Promise<Upload> {
  return Promise.resolve({ path: "/nowhere", size: 0, createReadStream: () => stream });
}

describe("readImage", () => {
  it("takes base64", async () => {
    expect(await readImage({ base64: "AQID" })).toMatchObject({
      bytes: new Uint8Array([1, 2, 3]),
    });
  });

  it("fetches a URL with the limits of images and the caller's signal", async () => {
    const { signal } = new AbortController();
    expect(await readImage({ url: "http://a/" }, signal)).toMatchObject({
      bytes: new Uint8Array([1, 2, 3]),
    });
    expect(fetched).toHaveBeenLastCalledWith("http://a/", {
      what: "image",
      maxBytes: 100,
      limitName: "MAX_IMAGE_BYTES",
      signal,
    });
  });

  it("takes an upload", async () => {
    const upload = uploadOf(Readable.from([Buffer.from("ab"), Buffer.from("c")]));
    const image = await readImage({ upload, url: null });
    const bytes = new TextEncoder().encode("abc");
    expect(image).toEqual({ bytes, digest: digestOf(bytes) });
  });

  it("refuses what is over the limit, naming size, limit and setting", async () => {
    expect((await readImage({ base64: base64(100) })).bytes.length).toBe(100);
    await expect(readImage({ base64: base64(101) })).rejects.toMatchObject({
      code: "TOO_LARGE",
      message: "The image has 101 bytes; MAX_IMAGE_BYTES allows 100. Send a smaller image.",
    });
  });

  it("calls no bytes an unreadable image, however they came", async () => {
    fetched.mockResolvedValueOnce(new Uint8Array());
    for (const input of [
      { base64: "" },
      { base64: "data:image/png;base64," },
      { url: "http://a/" },
      { upload: uploadOf(Readable.from([])) },
    ] satisfies ImageSource[]) {
      await expect(readImage(input)).rejects.toMatchObject({
        code: "IMAGE_UNREADABLE",
        message: "The file is empty.",
      });
    }
  });

  it("refuses an input without any of its fields", async () => {
    await expect(readImage({})).rejects.toMatchObject({ code: "BAD_INPUT" });
  });

  it("reads nothing for a caller that has gone", async () => {
    const calls = fetched.mock.calls.length;
    const gone = AbortSignal.abort(new Error("gone"));
    await expect(readImage({ url: "http://a/" }, gone)).rejects.toThrow("gone");
    await expect(readImage({ base64: "AQID" }, gone)).rejects.toThrow("gone");
    expect(fetched.mock.calls.length).toBe(calls);
  });
});

describe("readVideo", () => {
  it("takes what readImage takes, with the limit of videos", async () => {
    expect(await readVideo({ base64: base64(300) })).toEqual(new Uint8Array(300).fill(7));
    await expect(readVideo({ base64: base64(301) })).rejects.toMatchObject({
      code: "TOO_LARGE",
      message: expect.stringContaining("MAX_VIDEO_BYTES allows 300"),
    });
    await readVideo({ url: "http://a/" });
    expect(fetched.mock.lastCall?.[1]).toMatchObject({ what: "video", maxBytes: 300 });
  });

  it("calls no bytes a bad input", async () => {
    await expect(readVideo({ base64: "" })).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});

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
