import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { digestOf } from "../../../models/digest.ts";
import { createReadMedia, type ImageSource } from "../../../src/media/read-media.ts";
import { createMediaBudget } from "../../../src/media/budget.ts";
import type { FetchOptions, SafeFetch } from "../../../src/media/fetch/safe-fetch.ts";
import type { Content } from "../../../src/media/read-at-most.ts";
import type { Upload } from "../../../src/media/upload.ts";

const fetched = vi.fn((_url: string, _options: FetchOptions) => [Uint8Array.of(1, 2, 3)]);
/** What comes of it is as long as it says. */
const fetch = Object.assign(
  async (url: string, options: FetchOptions, take: (content: Content) => unknown) => {
    const chunks = fetched(url, options);
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    await options.makeRoom?.(length);
    return take({ length, chunks: Readable.from(chunks) });
  },
  { close: async () => {} },
) as SafeFetch;
const budget = createMediaBudget(1);
const log = { info() {}, warn() {}, error: vi.fn() };
const limits = { maxImageBytes: 100, maxVideoBytes: 300 };
const { readImage, readVideo, writeVideo } = createReadMedia({ fetch, budget, log, ...limits });

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
    const { bytes, release } = await readImage({ url: "http://a/" }, { signal });
    expect(bytes).toEqual(new Uint8Array([1, 2, 3]));
    expect(budget.usedBytes).toBe(3);
    release();
    expect(budget.usedBytes).toBe(0);
    expect(fetched).toHaveBeenLastCalledWith("http://a/", {
      what: "image",
      maxBytes: 100,
      limitName: "MAX_IMAGE_BYTES",
      signal,
      makeRoom: expect.any(Function),
    });
  });

  it("takes an upload", async () => {
    const upload = uploadOf(Readable.from([Buffer.from("ab"), Buffer.from("c")]));
    const image = await readImage({ upload, url: null });
    const bytes = new TextEncoder().encode("abc");
    expect(image).toMatchObject({ bytes, digest: digestOf(bytes) });
  });

  it("refuses what is over the limit, naming size, limit and setting", async () => {
    expect((await readImage({ base64: base64(100) })).bytes.length).toBe(100);
    await expect(readImage({ base64: base64(101) })).rejects.toMatchObject({
      code: "TOO_LARGE",
      message: "The image has 101 bytes; MAX_IMAGE_BYTES allows 100. Send a smaller image.",
    });
  });

  it("calls no bytes an unreadable image, however they came", async () => {
    fetched.mockReturnValueOnce([]);
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
    await expect(readImage({ url: "http://a/" }, { signal: gone })).rejects.toThrow("gone");
    await expect(readImage({ base64: "AQID" }, { signal: gone })).rejects.toThrow("gone");
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

describe("writeVideo", () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "write-"))));
  afterEach(() => rmSync(directory, { recursive: true }));
  const file = () => join(directory, "video");

  it("writes what is fetched, sent or uploaded into a file that only this user can read", async () => {
    const upload = uploadOf(Readable.from([Buffer.from("ab"), Buffer.from("c")]));
    for (const [source, content, bytes] of [
      [{ base64: "AQID" }, [1, 2, 3], 0],
      [{ upload }, [97, 98, 99], 0],
      [{ url: "http://a/" }, [1, 2, 3], 3],
    ] as const) {
      const held = await writeVideo(source, file());
      expect([...readFileSync(file())]).toEqual(content);
      expect(statSync(file()).mode & 0o777).toBe(0o600);
      // What clients send themselves is counted with their request.
      expect([held.bytes, budget.usedBytes]).toEqual([bytes, bytes]);
      held.release();
      rmSync(file());
    }
    expect(budget.usedBytes).toBe(0);
  });

  it("refuses what is too large or empty, and keeps no room for it", async () => {
    await expect(writeVideo({ base64: base64(301) }, file())).rejects.toMatchObject({
      code: "TOO_LARGE",
      message: expect.stringContaining("MAX_VIDEO_BYTES allows 300"),
    });
    fetched.mockReturnValueOnce([]);
    await expect(writeVideo({ url: "http://a/" }, file())).rejects.toMatchObject({
      code: "BAD_INPUT",
    });
    expect(budget.usedBytes).toBe(0);
  });

  it("says when the disk is full, not where, and logs it", async () => {
    const full = Object.assign(new Error("ENOSPC: no space left on device, write '/tmp/a'"), {
      code: "ENOSPC",
      errno: -28,
    });
    const upload = uploadOf(new Readable({ read: () => void 0 }).destroy(full));
    await expect(writeVideo({ upload }, file())).rejects.toMatchObject({
      code: "OVERLOADED",
      retryable: true,
      message: "The server's disk for temporary files is full; try again later.",
    });
    expect(log.error).toHaveBeenCalledWith({ err: full }, expect.stringContaining("disk"));
  });
});

describe("with a budget below the limit of one file", () => {
  it("takes files that fit into the budget, and names it to others", async () => {
    const { readImage } = createReadMedia({
      ...{ fetch, log, budget: createMediaBudget(0.0001) },
      ...{ maxImageBytes: 1e6, maxVideoBytes: 1e6 },
    });
    expect((await readImage({ url: "http://a/" })).bytes.length).toBe(3);
    await expect(readImage({ base64: base64(105) })).rejects.toMatchObject({
      code: "TOO_LARGE",
      message: "The image has 105 bytes; MAX_MEDIA_MB allows 104. Send a smaller image.",
    });
  });
});
