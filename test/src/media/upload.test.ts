import { once } from "node:events";
import { createServer, request as post } from "node:http";
import net from "node:net";
import { Readable } from "node:stream";
import type { FileUpload } from "graphql-upload/processRequest.mjs";
import processRequest from "graphql-upload/processRequest.mjs";
import type Upload from "graphql-upload/Upload.mjs";
import { afterEach, describe, expect, it } from "vitest";
import { GatewayError } from "../../../models/errors.ts";
import { type MediaLimit, readAtMost } from "../../../src/media/read-at-most.ts";
import { readUpload, type Upload as Sent } from "../../../src/media/upload.ts";
import { listen } from "./fetch/fenced-network.ts";

const limit = { what: "image", maxBytes: 100, limitName: "MAX_IMAGE_BYTES" } as const;

const start = [
  "--x\r\ncontent-disposition: form-data; name=operations\r\n\r\n",
  '{"variables":{"image":null}}\r\n',
  "--x\r\ncontent-disposition: form-data; name=map\r\n\r\n",
  '{"0":["variables.image"]}\r\n',
].join("");
const file = (content: string): string =>
  `--x\r\ncontent-disposition: form-data; name=0; filename=a.png\r\n\r\n${content}`;

function uploadOf(stream: Readable): Promise<FileUpload> {
  const createReadStream = (): Readable => stream;
  return Promise.resolve({ filename: "a", mimetype: "b", encoding: "7bit", createReadStream });
}

const readAll = (upload: Promise<Sent>, limits: MediaLimit, signal?: AbortSignal) =>
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

  it("over the limit is not read on", async () => {
    let chunks = 0;
    const endless = new Readable({ read: () => void endless.push(Buffer.alloc(30, ++chunks)) });
    await expect(readAll(uploadOf(endless), limit)).rejects.toMatchObject({
      code: "TOO_LARGE",
      message: expect.stringContaining("more than 100 bytes"),
    });
    expect(endless.destroyed).toBe(true);
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

describe("an upload over HTTP", () => {
  const open: (() => void)[] = [];
  afterEach(() => {
    for (const close of open.splice(0)) {
      close();
    }
  });

  /** A server that reads the upload; resolves with what became of it. */
  async function receive(maxFileSize = 1_000) {
    const server = createServer();
    open.push(() => (server.closeAllConnections(), server.close()));
    const outcome = once(server, "request").then(async ([request, response]) => {
      const body = await processRequest(request, response, { maxFileSize });
      const { image } = (body as { variables: { image: Upload } }).variables;
      const read = readAll(image.promise, limit).catch((error: unknown) => error);
      return read.finally(() => response.end());
    });
    return { port: await listen(server), outcome };
  }

  async function send(body: string, maxFileSize?: number): Promise<unknown> {
    const { port, outcome } = await receive(maxFileSize);
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    post({ port, host: "127.0.0.1", method: "POST", headers })
      .on("error", () => {})
      .end(body);
    return outcome;
  }

  it("arrives", async () => {
    expect(await send(`${start}${file("png")}\r\n--x--`)).toEqual(new TextEncoder().encode("png"));
  });

  it.each([
    ["ends in the middle of the file", `${start}${file("half")}`],
    ["lacks the file", `${start}--x--`],
  ])("that %s is a bad input", async (_what, body) => {
    const error = await send(body);
    expect(error).toBeInstanceOf(GatewayError);
    expect(error).toMatchObject({
      code: "BAD_INPUT",
      message: "The upload of the image did not arrive complete. Send the request again.",
    });
  });

  it("over the server's own limit is too large", async () => {
    const error = await send(`${start}${file("x".repeat(90))}\r\n--x--`, 50);
    expect(error).toMatchObject({ code: "TOO_LARGE", retryable: false });
  });

  it("whose client hangs up is a bad input, not a request that hangs", async () => {
    const { port, outcome } = await receive();
    const headers = "content-type: multipart/form-data; boundary=x\r\ncontent-length: 9000";
    const socket = net.connect(port, "127.0.0.1");
    socket.write(`POST / HTTP/1.1\r\nhost: a\r\n${headers}\r\n\r\n${start}${file("half")}`, () => {
      socket.destroy();
    });
    expect(await outcome).toMatchObject({ code: "BAD_INPUT" });
  });
});
