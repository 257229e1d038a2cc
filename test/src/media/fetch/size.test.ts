import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { closing, failure, limit, makeFor, serve, serveRaw, text } from "./rig.ts";

describe("size", () => {
  it("takes exactly as many bytes as allowed, unchanged", async () => {
    const bytes = Uint8Array.from({ length: 1_000 }, (_, index) => index % 256);
    const { port } = await serve((_request, response) => response.end(bytes));
    expect(await makeFor(port)(`http://127.0.0.1:${port}/`, limit)).toEqual(bytes);
  });

  it("takes a body of many small chunks and of more than one buffer", async () => {
    const chunks = Array.from({ length: 2_000 }, (_, index) => Buffer.alloc(97, index));
    const { port } = await serve((_request, response) => {
      for (const chunk of chunks) {
        response.write(chunk);
      }
      response.end();
    });
    const bytes = await makeFor(port)(`http://127.0.0.1:${port}/`, { ...limit, maxBytes: 200_000 });
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
  });

  it("refuses a content-length over the limit before the body comes", async () => {
    const port = await serveRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n");
    });
    expect(await failure(makeFor(port)(`http://127.0.0.1:${port}/`, limit))).toMatchObject({
      code: "TOO_LARGE",
      retryable: false,
      message: expect.stringMatching(/1001 .*MAX_IMAGE_BYTES.* 1000/),
    });
  });

  it("stops an endless body at the limit and hangs up", async () => {
    let closed: Promise<unknown> | undefined;
    const { port } = await serve((_request, response) => {
      closed = closing(response);
      const pour = (): void => {
        while (response.write(Buffer.alloc(10_000))) {}
        response.once("drain", pour);
      };
      pour();
    });
    expect(await failure(makeFor(port)(`http://127.0.0.1:${port}/`, limit))).toMatchObject({
      code: "TOO_LARGE",
      message: expect.stringContaining("more than 1000 bytes"),
    });
    await closed;
  });

  it.each([
    ["404 Not Found", ""],
    ["302 Found", "location: file:///\r\n"],
    ["200 OK", "content-encoding: gzip\r\n"],
    ["200 OK", "content-length: 1001\r\n"],
  ])("hangs up on a body that nobody wants: %s %j", async (status, header) => {
    let closed: Promise<unknown> | undefined;
    const port = await serveRaw((socket) => {
      closed = closing(socket);
      socket.write(`HTTP/1.1 ${status}\r\n${header}\r\nsome of it`);
    });
    await failure(makeFor(port, { timeoutMs: 60_000 })(`http://127.0.0.1:${port}/`, limit));
    await closed;
  });

  it("believes no content-length: what comes less is broken, what comes more is left", async () => {
    const short = await serveRaw((socket) => {
      socket.end("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nshort");
    });
    const error = await failure(makeFor(short)(`http://127.0.0.1:${short}/`, limit));
    expect(error.code).toBe("FETCH_FAILED");
    const long = await serveRaw((socket) => {
      socket.end(`HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nlong${"x".repeat(5_000)}`);
    });
    expect(text(await makeFor(long)(`http://127.0.0.1:${long}/`, limit))).toBe("long");
  });

  it.each(["gzip", "br", "identity, gzip", "GZIP"])(
    "does not unpack content-encoding %s",
    async (encoding) => {
      const bomb = gzipSync(Buffer.alloc(500_000));
      expect(bomb.length).toBeLessThan(limit.maxBytes);
      const { port } = await serve((_request, response) => {
        response.writeHead(200, { "content-encoding": encoding }).end(bomb);
      });
      const error = await failure(makeFor(port)(`http://127.0.0.1:${port}/`, limit));
      expect(error).toMatchObject({ code: "FETCH_FAILED", retryable: false });
      expect(error.message).toContain("content-encoding");
    },
  );
});
