import { describe, expect, it, vi } from "vitest";
import { insideUrls } from "./inside-urls.ts";
import { dials, failure, limit, make, makeFor, names, serve, text } from "./rig.ts";

describe("where a URL may lead", () => {
  it.each(insideUrls)("refuses %s without connecting", async (url) => {
    const error = await failure(make()(url, limit));
    expect(error).toMatchObject({ code: "FETCH_REFUSED", retryable: false });
    expect(error.message).toContain(new URL(url).hostname.replace(/^\[|\]$/g, ""));
    expect(dials).toEqual([]);
  });

  it.each(insideUrls)("refuses a redirect to %s", async (url) => {
    const { port } = await serve((_request, response) => {
      const location = url.replaceAll(/\P{ASCII}/gu, encodeURIComponent);
      response.writeHead(302, { location }).end();
    });
    const error = await failure(makeFor(port)(`http://127.0.0.1:${port}/`, limit));
    expect(error).toMatchObject({ code: "FETCH_REFUSED", retryable: false });
    expect(dials).toEqual(["127.0.0.1"]);
  });

  it("says nothing about the address that a name has inside", async () => {
    for (const [name, address] of Object.entries({
      "inside.test": "10.1.2.3",
      "half6.test": "::1",
    })) {
      const { message } = await failure(make()(`http://${name}/`, limit));
      expect(message).toContain(name);
      expect(message).not.toContain(address);
    }
  });

  it.each([
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    "data:image/png;base64,AAAA",
    "ftp://photos.test/a",
    "gopher://photos.test:70/_",
    "gs://bucket/a",
    "blob:http://photos.test/1",
    "javascript:alert(1)",
    "ws://photos.test/",
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/",
  ])("refuses the scheme of %s, also in a redirect", async (url) => {
    const { port } = await serve((_request, response) => {
      response.writeHead(307, { location: url }).end();
    });
    for (const from of [url, `http://127.0.0.1:${port}/`]) {
      expect(await failure(makeFor(port)(from, limit))).toMatchObject({
        code: "FETCH_REFUSED",
        message: expect.stringContaining(`"${new URL(url).protocol}"`),
      });
    }
    expect(dials).toEqual(["127.0.0.1"]);
  });

  it("refuses user names and passwords, also in a redirect, and does not repeat them", async () => {
    const url = "http://user:secret@photos.test/";
    const { port } = await serve((_request, response) => {
      response.writeHead(301, { location: url }).end();
    });
    for (const from of [url, "http://user@photos.test/", `http://127.0.0.1:${port}/`]) {
      const error = await failure(makeFor(port)(from, limit));
      expect(error.code).toBe("FETCH_REFUSED");
      expect(error.message).not.toContain("secret");
    }
    expect(dials).toEqual(["127.0.0.1"]);
  });

  it.each([0, 22, 25, 6000])("refuses port %i, which is not for HTTP", async (port) => {
    const error = await failure(make()(`http://photos.test:${port}/`, limit));
    expect(error.code).toBe("FETCH_REFUSED");
    expect(error.message).toContain(`port ${port} `);
    expect(dials).toEqual([]);
  });

  it.each([
    "",
    "photo.jpg",
    "http://",
    "http://[::1",
    "http://256.0.0.1/",
    "http://a:99999/",
    "/a",
  ])("calls %j a bad input", async (url) => {
    expect(await failure(make()(url, limit))).toMatchObject({ code: "BAD_INPUT" });
  });

  it("refuses a data URI as such, however long", async () => {
    const error = await failure(make()(`data:image/png;base64,${"A".repeat(50_000)}`, limit));
    expect(error.code).toBe("FETCH_REFUSED");
    expect(error.message).toContain("as base64");
  });

  it("refuses a URL over 8192 characters with its length", async () => {
    const error = await failure(make()(`http://photos.test/${"a".repeat(9_000)}`, limit));
    expect(error.code).toBe("BAD_INPUT");
    expect(error.message).toContain("9019");
  });

  it("connects to a public name at its addresses, and to a public address", async () => {
    const { port } = await serve((request, response) => response.end(request.headers.host));
    const safeFetch = make();
    expect(text(await safeFetch(`http://photos.test:${port}/a`, limit))).toBe(
      `photos.test:${port}`,
    );
    await safeFetch(`http://[2606:4700::1111]:${port}/`, limit);
    await safeFetch(`http://1.1.1.1:${port}/`, limit);
    await safeFetch(`http://twice.test:${port}/`, limit);
    expect(dials).toEqual([
      "93.184.216.34",
      "2606:4700::1111",
      "1.1.1.1",
      ...(names["twice.test"] ?? []),
    ]);
  });

  it("connects to the first answer of a name that changes its addresses", async () => {
    const { port } = await serve((_request, response) => {
      response.writeHead(200, { connection: "close" }).end("public");
    });
    const answers = [["93.184.216.34"], ["127.0.0.1"]];
    const resolve = vi.fn(async () =>
      (answers.shift() ?? []).map((address) => ({ address, family: 4 })),
    );
    const safeFetch = make({ resolve });
    expect(text(await safeFetch(`http://rebind.test:${port}/`, limit))).toBe("public");
    expect(resolve).toHaveBeenCalledTimes(1);
    expect(dials).toEqual(["93.184.216.34"]);

    const again = await failure(safeFetch(`http://rebind.test:${port}/`, limit));
    expect(again.code).toBe("FETCH_REFUSED");
    expect(dials).toEqual(["93.184.216.34"]);
  });

  it("resolves again, and checks again, when a name redirects to itself", async () => {
    const { port } = await serve((_request, response) => {
      response.writeHead(302, { location: "/", connection: "close" }).end();
    });
    const answers = [["93.184.216.34"], ["127.0.0.1"]];
    const safeFetch = make({
      resolve: async () => (answers.shift() ?? []).map((address) => ({ address, family: 4 })),
    });
    const error = await failure(safeFetch(`http://rebind.test:${port}/`, limit));
    expect(error.code).toBe("FETCH_REFUSED");
    expect(dials).toEqual(["93.184.216.34"]);
  });
});
