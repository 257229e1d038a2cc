import { request } from "node:http";
import { connect } from "node:net";
import { buffer } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gateway } from "../../../src/gateway.ts";
import { createFakeProvider, fakeModel } from "../../support/fake-provider.ts";
import { startTestGateway } from "../../support/start-gateway.ts";

let gateway: Gateway;
beforeAll(async () => {
  const models = [{ ...fakeModel, dimensions: 512, supportedDimensions: [512] }];
  const providers = { fake: createFakeProvider({ maxInputs: 100 }) };
  gateway = await startTestGateway({ DEFAULT_MODEL: fakeModel.id }, { models, providers });
});
afterAll(() => gateway.close());

interface Asked {
  readonly encoding?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function ask(path: string, { encoding, method = "GET", headers, body }: Asked = {}) {
  const options = {
    method,
    headers: { ...headers, ...(encoding && { "accept-encoding": encoding }) },
    agent: false,
  } as const;
  return new Promise<{ status: number; headers: Record<string, unknown>; bytes: Buffer }>(
    (resolve, reject) => {
      request(`${gateway.url}${path}`, options, async (response) =>
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          bytes: await buffer(response),
        }),
      )
        .on("error", reject)
        .end(body);
    },
  );
}

function operation(query: string, encoding?: string, type = "application/json") {
  const headers = { "content-type": "application/json", accept: type };
  const given = { method: "POST", headers, body: JSON.stringify({ query }) };
  return ask("/graphql", { ...given, ...(encoding && { encoding }) });
}

const texts = (count: number) =>
  JSON.stringify(Array.from({ length: count }, (_, i) => `text ${i}`));
const vectors = (count: number) => `{ embedTexts(texts: ${texts(count)}) { vector } }`;

describe("an answer", () => {
  it.each([
    ["application/json", "gzip", gunzipSync],
    ["application/graphql-response+json", "br", brotliDecompressSync],
    ["application/json", "br", brotliDecompressSync],
  ] as const)("as %s is sent as %s to whoever takes that", async (type, encoding, open) => {
    const plain = await operation(vectors(10), undefined, type);
    expect(plain.headers).not.toHaveProperty("content-encoding");
    expect(plain.headers["content-length"]).toBe(`${plain.bytes.length}`);
    const { headers, bytes } = await operation(vectors(10), encoding, type);
    expect(headers).toMatchObject({
      "content-encoding": encoding,
      "content-type": `${type}; charset=utf-8`,
      vary: expect.stringContaining("Accept-Encoding"),
    });
    expect(headers).not.toHaveProperty("content-length");
    expect(bytes.length).toBeLessThan(plain.bytes.length / 2);
    expect(open(bytes).equals(plain.bytes)).toBe(true);
  });

  it("that is tiny, or one vector as base64, stays as it is", async () => {
    for (const query of ["{ __typename }", `{ embedText(text: "a") { base64 } }`]) {
      const { headers, bytes } = await operation(query, "gzip, br");
      expect(headers).not.toHaveProperty("content-encoding");
      expect(headers["content-length"]).toBe(`${bytes.length}`);
    }
  });

  it("to a HEAD, and a picture, stays as it is", async () => {
    const photo = await ask("/pages/photos/cat.jpg", { encoding: "gzip" });
    expect([photo.status, photo.headers["content-type"]]).toEqual([200, "image/jpeg"]);
    expect(photo.headers).not.toHaveProperty("content-encoding");
    const head = await ask("/metrics", { method: "HEAD", encoding: "gzip" });
    expect([head.status, head.bytes.length]).toEqual([200, 0]);
    expect(head.headers).not.toHaveProperty("content-encoding");
  });

  it("may be of metrics or a page, and a bundle is not compressed twice", async () => {
    const metrics = await ask("/metrics", { encoding: "gzip" });
    expect(metrics.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(metrics.bytes).toString()).toContain("# HELP");
    const { bytes } = await ask("/graphql", { headers: { accept: "text/html" } });
    const script = /src="(pages\/[^"]+\.js)"/.exec(bytes.toString())![1];
    const bundle = await ask(`/${script}`, { encoding: "gzip, br" });
    expect(bundle.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(bundle.bytes).length).toBeGreaterThan(bundle.bytes.length);
  });

  it("that is sent in parts arrives whole", async () => {
    const plain = await operation(vectors(150));
    expect(plain.bytes.length).toBeGreaterThan(1_000_000);
    expect(gunzipSync((await operation(vectors(150), "gzip")).bytes).equals(plain.bytes)).toBe(
      true,
    );
  });

  it("whose client goes away harms nobody", async () => {
    const { port } = new URL(gateway.url);
    const body = JSON.stringify({ query: vectors(150) });
    for (const leaves of ["at once", "at its first bytes"]) {
      const socket = connect(Number(port), "127.0.0.1");
      socket.on("error", () => {});
      socket.write(
        `POST /graphql HTTP/1.1\r\nhost: localhost\r\naccept-encoding: gzip\r\n` +
          `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
      await new Promise((resolve) =>
        leaves === "at once" ? setTimeout(resolve, 20) : socket.once("data", resolve),
      );
      socket.destroy();
    }
    expect((await operation("{ __typename }", "gzip")).status).toBe(200);
  });

  it("that refuses a body in its middle is there at once, with its length", async () => {
    const { port } = new URL(gateway.url);
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: localhost\r\naccept-encoding: gzip\r\n` +
        `content-type: application/json\r\ncontent-length: 99000000\r\n\r\n{`,
    );
    const said = await new Promise<string>((resolve) =>
      socket.once("data", (d) => resolve(`${d}`)),
    );
    socket.destroy();
    expect(said).toMatch(/^HTTP\/1.1 413 [^]*content-length: \d+/i);
    expect(said).not.toMatch(/content-encoding/i);
  });
});
