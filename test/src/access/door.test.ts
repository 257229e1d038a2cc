import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gateway } from "../../../src/gateway.ts";
import { createFakeProvider, fakeModel } from "../../support/fake-provider.ts";
import { bearer, writeKeys } from "../../support/keys.ts";
import { until } from "../../support/processes.ts";
import { startTestGateway } from "../../support/start-gateway.ts";

/** Its identity provider does not answer. */
const settings = {
  DEFAULT_MODEL: fakeModel.id,
  JWT_ISSUER: "http://127.0.0.1:9",
  JWT_AUDIENCE: "parallax",
};

let gateway: Gateway;
let keys: Awaited<ReturnType<typeof writeKeys>>;
let temporary: string;
beforeAll(async () => {
  temporary = process.env["TMPDIR"] = mkdtempSync(join(tmpdir(), "parallax-door-"));
  keys = await writeKeys({
    program: {},
    shop: { origins: ["https://shop.example", "https://b.example"] },
    pageless: { origins: [] },
  });
  gateway = await startTestGateway(
    { ...settings, API_KEYS_FILE: keys.file },
    { models: [fakeModel], providers: { fake: createFakeProvider() } },
  );
});
afterAll(async () => {
  await gateway.close();
  rmSync(temporary, { recursive: true });
});

const typename = '{"query":"{ __typename }"}';
const json = { "content-type": "application/json" };

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | FormData;
}

async function send({ method = "POST", path = "/graphql", headers = {}, body }: Sent) {
  const response = await fetch(`${gateway.url}${path}`, {
    method,
    headers,
    body,
    redirect: "manual",
  });
  return { status: response.status, headers: response.headers, said: await response.text() };
}

function form(): FormData {
  const body = new FormData();
  body.set("operations", typename);
  body.set("map", "{}");
  return body;
}

/** Every way to ask GraphQL. */
const ways: [string, Sent][] = [
  ["JSON", { headers: json, body: typename }],
  ["a multipart form", { headers: { "apollo-require-preflight": "1" }, body: form() }],
  [
    "a GET",
    { method: "GET", path: "/graphql?query={__typename}", headers: { ...json, accept: "*/*" } },
  ],
  ["no body", {}],
];

describe("a GraphQL request", () => {
  it.each(ways)("as %s needs a key", async (_way, sent) => {
    const { status, headers, said } = await send(sent);
    expect([status, headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(JSON.parse(said)).toEqual({
      errors: [
        {
          message:
            "The request has no key. Send yours in the header `Authorization: Bearer <key>`.",
          extensions: { code: "UNAUTHENTICATED", retryable: false },
        },
      ],
    });
  });

  it.each(ways.slice(0, 3))("as %s is answered with one", async (_way, sent) => {
    const { status, said } = await send({
      ...sent,
      headers: { ...sent.headers, ...bearer("program") },
    });
    expect([status, said]).toEqual([200, '{"data":{"__typename":"Query"}}\n']);
  });

  it.each([
    ["Bearer unknown-s3cret", /none that this server knows/],
    ["Bearer PROGRAM-s3cret", /none that this server knows/],
    ["Bearer eyJh.s3cret.x", /The token is not accepted: JWS Protected Header is invalid\./],
    ["s3cret", /has another form/],
    ["Basic s3cret", /has another form/],
    ["Bearer", /has another form/],
    ["Bearer s3cret and more", /has another form/],
    ["Bearer program, Bearer s3cret", /has another form/],
    ["Bearer\u00a0s3cret", /has another form/],
  ])("is refused for %j, which is not repeated", async (authorization, reason) => {
    const { status, said } = await send({ headers: { ...json, authorization }, body: typename });
    expect([status, JSON.parse(said).errors[0].extensions.code]).toEqual([401, "UNAUTHENTICATED"]);
    expect(said).toMatch(reason);
    expect(said).not.toContain("s3cret");
  });

  it("with a token that cannot be checked now may come again", async () => {
    const head = Buffer.from('{"alg":"ES256","kid":"a"}').toString("base64url");
    const { status, headers, said } = await send({
      headers: { ...json, ...bearer(`${head}.e30.AAAA`) },
      body: typename,
    });
    expect([status, headers.get("retry-after")]).toEqual([503, "5"]);
    expect(JSON.parse(said).errors[0].extensions).toEqual({
      code: "PROVIDER_FAILED",
      retryable: true,
      retryAfterMs: 5000,
    });
  });

  it.each(["Bearer program", "bearer program", "BEARER  program "])(
    "may write %j",
    async (authorization) => {
      const { status } = await send({ headers: { ...json, authorization }, body: typename });
      expect(status).toBe(200);
    },
  );

  it.each([
    ["JSON", "application/json", '{"query":'],
    ["a form", "multipart/form-data; boundary=x", formStart],
  ])("as %s is refused at its headers, and nothing of its body is kept", async (_, type, start) => {
    const { answer, socket } = sendHeaders(type);
    expect(await answer).toMatch(/^HTTP\/1\.1 401 [^]*"code":"UNAUTHENTICATED"/);
    socket.write(start);
    await sleep(50);
    expect(files()).toEqual([]);
    socket.destroy();
  });

  it("of a client that asks before it sends its body is told to go on with a key only", async () => {
    const expect100 = "Expect: 100-continue";
    const { answer, socket } = sendHeaders("application/json", undefined, expect100);
    expect(await answer).toMatch(/^HTTP\/1\.1 401 /);
    socket.destroy();
    const known = sendHeaders("application/json", "program", expect100);
    expect(await known.answer).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    known.socket.destroy();
  });

  it("with a key has its file kept as it comes", async () => {
    const { socket } = sendHeaders("multipart/form-data; boundary=x", "program");
    socket.write(formStart);
    await until(() => files().length > 0);
    socket.destroy();
    await until(() => files().length === 0);
  });
});

/** Of a form whose file goes on. */
const formStart = [
  ["operations", '{"query":"query ($f: Upload!) { a }","variables":{"f":null}}'],
  ["map", '{"0":["variables.f"]}'],
]
  .map(
    ([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  .concat('--x\r\nContent-Disposition: form-data; name="0"; filename="a"\r\n\r\n')
  .concat("photo".repeat(10_000))
  .join("");

/** A client that sends its body later, if ever. */
function sendHeaders(type: string, key?: string, ...more: string[]) {
  const { port } = new URL(gateway.url);
  const socket = connect(Number(port), "127.0.0.1");
  const headers = [
    "Host: localhost",
    `Content-Type: ${type}`,
    "Content-Length: 1000000",
    "Apollo-Require-Preflight: 1",
    ...(key ? [`Authorization: Bearer ${key}`] : []),
    ...more,
  ];
  socket.write(`POST /graphql HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`);
  return { socket, answer: once(socket, "data").then(String) };
}

/** Files of uploads. */
function files(): string[] {
  return readdirSync(temporary, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "keys.json")
    .map(({ name }) => name);
}

describe("a key", () => {
  it.each([
    ["shop", "https://shop.example", 200],
    ["shop", "https://b.example", 200],
    ["shop", undefined, 200],
    ["shop", "https://evil.example", 403],
    ["shop", "null", 403],
    ["shop", "https://shop.example:444", 403],
    ["pageless", "http://localhost:3000", 403],
    ["pageless", undefined, 200],
    ["program", "http://localhost:3000", 200],
  ])("for pages: %s from %s is answered %i", async (key, origin, expected) => {
    const headers = { ...json, ...bearer(key), ...(origin && { origin }) };
    const { status, said } = await send({ headers, body: typename });
    expect(status).toBe(expected);
    if (status === 403) {
      const { message, extensions } = JSON.parse(said).errors[0];
      expect(extensions).toEqual({ code: "FORBIDDEN", retryable: false });
      expect(message).toBe(
        `This key is for ${key === "shop" ? "pages of https://shop.example, https://b.example" : "no pages"}, not of "${origin}".`,
      );
    }
  });

  it("opens what it opens to the pages that it is for, before they have sent it", async () => {
    const preflight = (origin: string) =>
      send({
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization,content-type",
        },
      });
    for (const origin of ["https://shop.example", "http://localhost:3000"]) {
      const { status, headers } = await preflight(origin);
      expect([status, headers.get("access-control-allow-origin")]).toEqual([204, origin]);
      expect(headers.get("access-control-allow-headers")).toBe("authorization,content-type");
    }
    const { headers } = await preflight("https://evil.example");
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  it("that is wrong is said to the page that sent it", async () => {
    const origin = "https://shop.example";
    const { status, headers } = await send({
      headers: { ...json, ...bearer("unknown"), origin },
      body: typename,
    });
    expect([status, headers.get("access-control-allow-origin")]).toEqual([401, origin]);
  });
});

describe("a gateway that others reach", () => {
  it("does not start where nobody needs a key", async () => {
    const start = startTestGateway({ HOST: "0.0.0.0" });
    await expect(start).rejects.toThrow(/^HOST 0\.0\.0\.0 .*ALLOW_ANONYMOUS/);
  });
});

describe("without a key", () => {
  it.each(["/", "/compare", "/graphql"])("the page at %s is there", async (path) => {
    const { status, headers } = await send({
      method: "GET",
      path,
      headers: { accept: "text/html" },
    });
    expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  });

  it.each(["/health", "/ready"])("%s answers", async (path) => {
    expect((await send({ method: "GET", path })).status).toBe(200);
  });

  it("the figures are not shown", async () => {
    const path = "/metrics";
    expect((await send({ method: "GET", path })).status).toBe(401);
    const { status, said } = await send({ method: "GET", path, headers: bearer("program") });
    expect([status, said]).toEqual([200, expect.stringContaining("parallax_errors_total")]);
  });
});
