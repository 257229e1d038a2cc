import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { GatewayError } from "../../../models/errors.ts";
import { type MediaLimit, readAtMost } from "../../../src/media/read-at-most.ts";
import { readUpload, type Upload } from "../../../src/media/upload.ts";

const limit = { what: "image", maxBytes: 100, limitName: "MAX_IMAGE_BYTES" } as const;

function uploadOf(stream: Readable, size = 0): Promise<Upload> {
  return Promise.resolve({ path: "/nowhere", size, createReadStream: () => stream });
}

const readAll = (upload: Promise<Upload>, limits: MediaLimit, signal?: AbortSignal) =>
  readAtMost({ chunks: readUpload(upload, limits, signal) }, limits);

describe("an upload", () => {
  it("arrives whatever the size of its chunks", async () => {
    for (const sizes of [
      [300_000],
      [1, 65_535, 1, 200_000, 1],
      Array.from({ length: 70 }, () => 1_000),
    ]) {
      const chunks = sizes.map((size, index) => Buffer.alloc(size, index + 1));
      const upload = uploadOf(Readable.from(chunks));
      const bytes = await readAll(upload, { ...limit, maxBytes: 300_000 });
      expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
    }
  });

  it("over the limit is not read at all", async () => {
    const unread = new Readable({ read: () => unread.destroy(new Error("it was read")) });
    await expect(readAll(uploadOf(unread, 120), limit)).rejects.toMatchObject({
      code: "TOO_LARGE",
      message: expect.stringContaining("The image has 120 bytes; MAX_IMAGE_BYTES allows 100."),
    });
  });

  it("that did not come fails with the reason", async () => {
    const reason = new GatewayError("BAD_INPUT", "The request lacks it.");
    await expect(readAll(Promise.reject(reason), limit)).rejects.toBe(reason);
  });

  it("ends with the caller's reason when the caller gives up", async () => {
    const reason = new Error("gone");
    const waiting = new AbortController();
    const never = readAll(new Promise(() => {}), limit, waiting.signal);
    waiting.abort(reason);
    await expect(never).rejects.toBe(reason);

    const reading = new AbortController();
    const silent = new Readable({ read: () => reading.abort(reason) });
    await expect(readAll(uploadOf(silent), limit, reading.signal)).rejects.toBe(reason);
    expect(silent.destroyed).toBe(true);
  });

  it("that fails because of this machine is no fault of the client", async () => {
    const full = Object.assign(new Error("ENOSPC"), { code: "ENOSPC", errno: -28 });
    const broken = new Readable({ read: () => broken.destroy(full) });
    await expect(readAll(uploadOf(broken), limit)).rejects.toBe(full);
  });
});
