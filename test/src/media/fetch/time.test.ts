import type net from "node:net";
import { describe, expect, it, vi } from "vitest";
import { GatewayError } from "../../../../models/errors.ts";
import { closing, dials, failure, limit, make, makeFor, serve, serveRaw, text } from "./rig.ts";

describe("time", () => {
  const timeoutMs = 200;
  const never = (): Promise<never> => new Promise(() => {});

  function drip(socket: net.Socket): void {
    const timer = setInterval(() => socket.write("x"), 20);
    socket.once("close", () => clearInterval(timer));
  }

  it("ends a body that drips, and hangs up", async () => {
    let closed: Promise<unknown> | undefined;
    const port = await serveRaw((socket) => {
      closed = closing(socket);
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n");
      drip(socket);
    });
    const error = await failure(makeFor(port, { timeoutMs })(`http://127.0.0.1:${port}/`, limit));
    expect(error.extensions).toEqual({ code: "FETCH_FAILED", retryable: true });
    expect(error.message).toContain("200 ms");
    await closed;
  });

  it.each(["", "HTTP/1.1 200 OK\r\nx-dripping: "])("ends headers that drip: %j", async (start) => {
    let closed: Promise<unknown> | undefined;
    const port = await serveRaw((socket) => {
      closed = closing(socket);
      if (!start) {
        return;
      }
      socket.write(start);
      drip(socket);
    });
    const error = await failure(makeFor(port, { timeoutMs })(`http://127.0.0.1:${port}/`, limit));
    expect(error.message).toContain("200 ms");
    await closed;
  });

  it("counts a resolver that never answers", async () => {
    const error = await failure(make({ timeoutMs, resolve: never })("http://photos.test/", limit));
    expect(error).toMatchObject({ code: "FETCH_FAILED", retryable: true });
    expect(error.message).toContain("photos.test did not");
  });

  it("counts all redirects together", async () => {
    const { port } = await serve((_request, response) => {
      response.writeHead(302, { location: "/" }).end();
    });
    const safeFetch = makeFor(port, { timeoutMs, maxRedirects: Infinity });
    const error = await failure(safeFetch(`http://127.0.0.1:${port}/`, limit));
    expect(error.message).toContain("200 ms");
  });

  it("ends with the caller's reason when the caller gives up, wherever it stands", async () => {
    const reason = new GatewayError("TIMEOUT", "the caller's");
    const controller = new AbortController();
    controller.abort(reason);
    const { signal } = controller;
    await expect(make()("http://photos.test/", { ...limit, signal })).rejects.toBe(reason);
    expect(dials).toEqual([]);

    const resolving = new AbortController();
    const resolve = (): Promise<never> => (resolving.abort(), never());
    const inDns = make({ resolve })("http://photos.test/", { ...limit, signal: resolving.signal });
    await expect(inDns).rejects.toHaveProperty("name", "AbortError");

    const reading = new AbortController();
    let closed: Promise<unknown> | undefined;
    const port = await serveRaw((socket) => {
      closed = closing(socket);
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n", () => reading.abort(reason));
    });
    const inBody = makeFor(port)(`http://127.0.0.1:${port}/`, { ...limit, signal: reading.signal });
    await expect(inBody).rejects.toBe(reason);
    await closed;
  });

  it("leaves no listener on the caller's signal", async () => {
    const { port } = await serve((_request, response) => response.end("in"));
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, "addEventListener");
    const removed = vi.spyOn(signal, "removeEventListener");
    await makeFor(port)(`http://127.0.0.1:${port}/`, { ...limit, signal });
    expect(added.mock.calls.length).toBeGreaterThan(0);
    expect(removed.mock.calls.length).toBe(added.mock.calls.length);
  });
});

describe("connections", () => {
  it("are used again, and all end with close", async () => {
    const sockets: net.Socket[] = [];
    const { port, server } = await serve((_request, response) => response.end("in"));
    server.on("connection", (socket: net.Socket) => sockets.push(socket));
    const safeFetch = makeFor(port);
    for (let turn = 0; turn < 9; turn++) {
      await safeFetch(`http://127.0.0.1:${port}/`, limit);
    }
    expect(sockets.length).toBeLessThan(9);
    const closed = sockets.map(closing);
    await safeFetch.close();
    await Promise.all(closed);
  });

  it("that are busy end with close too", async () => {
    const port = await serveRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n", () => void safeFetch.close());
    });
    const safeFetch = makeFor(port);
    const error = await failure(safeFetch(`http://127.0.0.1:${port}/`, limit));
    expect(error.code).toBe("FETCH_FAILED");
  });

  it("to one host never exceed 64, and 200 fetches at once all succeed", async () => {
    let opened = 0;
    const { port, server } = await serve((request, response) => response.end(request.url));
    server.on("connection", () => opened++);
    const safeFetch = makeFor(port);
    const bodies = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        safeFetch(`http://127.0.0.1:${port}/${index}`, limit),
      ),
    );
    expect(bodies.map(text)).toEqual(Array.from({ length: 200 }, (_, index) => `/${index}`));
    expect(opened).toBeLessThanOrEqual(64);
  });
});
