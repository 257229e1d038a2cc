import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { certificate } from "./certificate.ts";
import { dials, failure, limit, make, makeFor, serve, serveTls, text } from "./rig.ts";

describe("ALLOWED_PRIVATE_HOSTS", () => {
  it("opens the host on the port it names and on no other", async () => {
    const { port } = await serve((_request, response) => response.end("in"));
    const safeFetch = makeFor(port);
    expect(text(await safeFetch(`http://127.0.0.1:${port}/`, limit))).toBe("in");
    expect(text(await safeFetch(`http://2130706433:${port}/`, limit))).toBe("in");
    for (const url of [`http://127.0.0.1:${port + 1}/`, `http://127.0.0.2:${port}/`]) {
      expect((await failure(safeFetch(url, limit))).code).toBe("FETCH_REFUSED");
    }
  });

  it("opens every port of a host without a port, and names by the system's resolver", async () => {
    const { port } = await serve((_request, response) => response.end("in"));
    const safeFetch = make({ allowedPrivateHosts: ["localhost"], resolve: undefined });
    expect(text(await safeFetch(`http://localhost:${port}/`, limit))).toBe("in");
    const other = await failure(safeFetch(`http://127.0.0.1:${port}/`, limit));
    expect(other.code).toBe("FETCH_REFUSED");
  });

  it("holds for redirects, relative ones and from https as well", async () => {
    const { port } = await serve((request, response) => {
      if (request.url === "/a/end") {
        response.end("arrived");
      } else {
        response.writeHead(308, { location: "end" }).end();
      }
    });
    const secure = await serveTls((_request, response) => {
      response.writeHead(303, { location: `http://127.0.0.1:${port}/a/b` }).end();
    });
    const safeFetch = makeFor(port, { ca: certificate });
    const bytes = await safeFetch(`https://photos.test:${secure.port}/`, limit);
    expect(text(bytes)).toBe("arrived");
  });

  it("lets a name that is listed have private addresses", async () => {
    const { port } = await serve((_request, response) => response.end("in"));
    const safeFetch = make({ allowedPrivateHosts: [`inside.test:${port}`] });
    expect(text(await safeFetch(`http://inside.test:${port}/`, limit))).toBe("in");
    expect(dials).toEqual(["10.1.2.3"]);
  });
});

describe("redirects", () => {
  async function redirecting(times: number): Promise<{ port: number; hits: () => number }> {
    let hits = 0;
    const { port } = await serve((_request, response) => {
      hits++;
      if (hits > times) {
        response.end("arrived");
      } else {
        response.writeHead(302, { location: `/${hits}` }).end("x".repeat(5_000));
      }
    });
    return { port, hits: () => hits };
  }

  it("follows five", async () => {
    const { port } = await redirecting(5);
    expect(text(await makeFor(port)(`http://127.0.0.1:${port}/`, limit))).toBe("arrived");
  });

  it("gives up at the sixth, so that a loop ends", async () => {
    const { port, hits } = await redirecting(Infinity);
    const error = await failure(makeFor(port)(`http://127.0.0.1:${port}/`, limit));
    expect(error).toMatchObject({ code: "FETCH_FAILED", retryable: false });
    expect(error.message).toContain("5 redirects");
    expect(hits()).toBe(6);
  });

  it("follows as many as it is told", async () => {
    const { port, hits } = await redirecting(1);
    const safeFetch = makeFor(port, { maxRedirects: 0 });
    expect((await failure(safeFetch(`http://127.0.0.1:${port}/`, limit))).code).toBe(
      "FETCH_FAILED",
    );
    expect(hits()).toBe(1);
  });

  it("fails at a redirect to nowhere", async () => {
    for (const location of ["http://", undefined]) {
      const { port } = await serve((_request, response) => {
        response.writeHead(302, location === undefined ? {} : { location }).end();
      });
      const error = await failure(makeFor(port)(`http://127.0.0.1:${port}/`, limit));
      expect(error).toMatchObject({ code: "FETCH_FAILED", retryable: false });
    }
  });

  it("takes nothing along: no cookie, no referrer", async () => {
    const seen: IncomingMessage["headers"][] = [];
    const { port } = await serve((request, response) => {
      seen.push(request.headers);
      if (request.url === "/end") {
        response.end("arrived");
      } else {
        response.writeHead(302, { location: "/end", "set-cookie": "a=b" }).end();
      }
    });
    await makeFor(port)(`http://127.0.0.1:${port}/`, limit);
    expect(seen).toHaveLength(2);
    for (const headers of seen) {
      expect(Object.keys(headers).toSorted()).toEqual([
        "accept",
        "accept-encoding",
        "connection",
        "host",
        "user-agent",
      ]);
      expect(headers["accept-encoding"]).toBe("identity");
    }
  });
});
