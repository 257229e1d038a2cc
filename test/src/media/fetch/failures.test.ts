import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { certificate } from "./certificate.ts";
import { dials, failure, limit, make, makeFor, serve, serveRaw, serveTls, text } from "./rig.ts";

describe("failures", () => {
  it.each([
    [304, false],
    [401, false],
    [404, false],
    [408, true],
    [410, false],
    [429, true],
    [500, true],
    [503, true],
  ])("reports status %i with retryable %s and nothing of the body", async (status, retryable) => {
    const { port } = await serve((_request, response) => {
      response.writeHead(status).end(status === 304 ? undefined : "secret inside");
    });
    const error = await failure(makeFor(port)(`http://127.0.0.1:${port}/`, limit));
    expect(error.extensions).toEqual({ code: "FETCH_FAILED", retryable });
    expect(error.message).toBe(`127.0.0.1:${port} answered with status ${status}.`);
  });

  it("passes on Retry-After in seconds or as a date, where trying again helps", async () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    let answer: [status: number, retryAfter: string] = [503, "7"];
    const { port } = await serve((_request, response) => {
      response.writeHead(answer[0], { "retry-after": answer[1] }).end();
    });
    const retryAfterMs = async (status: number, value: string): Promise<number | undefined> => {
      answer = [status, value];
      return (await failure(makeFor(port)(`http://127.0.0.1:${port}/`, limit))).retryAfterMs;
    };
    expect(await retryAfterMs(503, "7")).toBe(7_000);
    expect(await retryAfterMs(429, inAnHour)).toBeGreaterThan(3_500_000);
    expect(await retryAfterMs(429, inAnHour)).toBeLessThanOrEqual(3_600_000);
    expect(await retryAfterMs(503, "Thu, 01 Jan 1970 00:00:00 GMT")).toBe(0);
    expect(await retryAfterMs(503, "soon")).toBeUndefined();
    expect(await retryAfterMs(503, "9".repeat(400))).toBeUndefined();
    expect(await retryAfterMs(404, "7")).toBeUndefined();
  });

  it("reports a connection refused without its address", async () => {
    const { port, server } = await serve(() => {});
    server.close();
    await once(server, "close");
    const safeFetch = make({ allowedPrivateHosts: [`inside.test:${port}`] });
    const error = await failure(safeFetch(`http://inside.test:${port}/`, limit));
    expect(error).toMatchObject({ code: "FETCH_FAILED", retryable: true });
    expect(error.message).toContain(`inside.test:${port}`);
    expect(error.message).toContain("refused");
    expect(error.message).not.toMatch(/10\.1\.2\.3|127\.0\.0\.1/);
  });

  it("reports a name that does not exist, and one that has no address", async () => {
    for (const name of ["unknown.test", "nothing.test"]) {
      const error = await failure(make()(`http://${name}/`, limit));
      expect(error).toMatchObject({ code: "FETCH_FAILED", retryable: false });
      expect(error.message).toBe(`${name}: there is no such host.`);
    }
  });

  it("reports a resolver that fails as retryable", async () => {
    const resolve = async (): Promise<never> => {
      throw Object.assign(new Error("getaddrinfo EAI_AGAIN"), { code: "EAI_AGAIN" });
    };
    const error = await failure(make({ resolve })("http://photos.test/", limit));
    expect(error).toMatchObject({ code: "FETCH_FAILED", retryable: true });
  });

  it("reports a connection reset in the middle", async () => {
    const port = await serveRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nhalf of it", () => {
        socket.resetAndDestroy();
      });
    });
    const error = await failure(makeFor(port)(`http://127.0.0.1:${port}/`, limit));
    expect(error).toMatchObject({ code: "FETCH_FAILED", retryable: true });
    expect(error.message).toContain("broke off");
  });

  it.each(["SSH-2.0-OpenSSH_9.6\r\n", "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n"])(
    "reports an answer that is not HTTP: %j",
    async (answer) => {
      const port = await serveRaw((socket) => socket.end(answer));
      const error = await failure(makeFor(port)(`http://127.0.0.1:${port}/`, limit));
      expect(error).toMatchObject({ code: "FETCH_FAILED", retryable: false });
      expect(error.message).not.toContain("OpenSSH");
    },
  );

  it("reports headers without end", async () => {
    const port = await serveRaw((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${`x: ${"y".repeat(1_000)}\r\n`.repeat(100)}`);
    });
    const error = await failure(makeFor(port)(`http://127.0.0.1:${port}/`, limit));
    expect(error).toMatchObject({ code: "FETCH_FAILED", retryable: false });
  });
});

describe("TLS", () => {
  const secure = () => serveTls((_request, response) => response.end("secure"));

  it("asks for the host's name although it connects to an address", async () => {
    const { port, asked } = await secure();
    const safeFetch = make({ ca: certificate });
    expect(text(await safeFetch(`https://photos.test:${port}/`, limit))).toBe("secure");
    expect(asked).toEqual(["photos.test"]);
    expect(dials).toEqual(["93.184.216.34"]);
  });

  it("refuses a certificate that nobody vouches for, and one of another host", async () => {
    const { port } = await secure();
    const unknown = await failure(make()(`https://photos.test:${port}/`, limit));
    const other = await failure(make({ ca: certificate })(`https://twice.test:${port}/`, limit));
    for (const error of [unknown, other]) {
      expect(error).toMatchObject({ code: "FETCH_FAILED", retryable: false });
      expect(error.message).toContain("certificate");
    }
  });

  it("reports a server that does not speak TLS", async () => {
    const port = await serveRaw((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const safeFetch = make({ ca: certificate });
    const error = await failure(safeFetch(`https://photos.test:${port}/`, limit));
    expect(error).toMatchObject({ code: "FETCH_FAILED", retryable: false });
  });
});
