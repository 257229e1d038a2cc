import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gateway } from "../../../src/gateway.ts";
import { startTestGateway } from "../../support/start-gateway.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

interface Sent {
  readonly method?: string;
  /** As it stands in the request's first line. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const typename = '{"query":"{ __typename }"}';
const json = { "content-type": "application/json" };

async function send({ method = "POST", path = "/graphql", headers = json, body }: Sent) {
  const { port } = new URL(gateway.url);
  return new Promise<{ status: number; headers: Record<string, unknown>; said: string }>(
    (resolve, reject) => {
      request({ port, host: "127.0.0.1", method, path, headers, agent: false }, async (response) =>
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          said: await text(response),
        }),
      )
        .on("error", reject)
        .end(body);
    },
  );
}

const answered = '{"data":{"__typename":"Query"}}\n';

describe("a GraphQL request", () => {
  it.each([
    "/graphql",
    "/graphql/",
    "/graphql/deeper",
    "/graphql//",
    "/graphql/%",
    "/graphql?query=ignored",
    "/GraphQL",
    "/graphql#part",
    "http://localhost/graphql?x",
  ])("is answered at %s", async (path) => {
    expect(await send({ path, body: typename })).toMatchObject({
      status: 200,
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-length": `${answered.length}`,
        "cache-control": "no-store",
      },
      said: answered,
    });
  });

  it.each([
    "/",
    "//graphql",
    "/graphqlx",
    "/graphql.json",
    "/graphql;a",
    "/%67raphql",
    "/a/graphql",
  ])("is not answered at %s", async (path) => {
    expect((await send({ path, body: typename })).status).toBe(404);
  });

  it.each(["PUT", "PATCH", "DELETE", "HEAD"])("may not be a %s", async (method) => {
    const { status, headers } = await send({ method });
    expect([status, headers["allow"]]).toEqual([405, "GET, POST"]);
  });

  it("may be a GET that no form or link of another site can make", async () => {
    const path = "/graphql?query=%7B+__typename%7D&extensions={}#part";
    const get = (headers: Record<string, string>) => send({ method: "GET", path, headers });
    expect((await get({})).status).toBe(400);
    const { status, headers, said } = await get({ "apollo-require-preflight": "1" });
    expect([status, headers["vary"], said]).toEqual([
      200,
      "Origin, Accept, Accept-Encoding",
      answered,
    ]);
  });

  it.each([
    ["*/*", 200, "application/json; charset=utf-8"],
    ["application/graphql-response+json", 200, "application/graphql-response+json; charset=utf-8"],
    ["image/png", 406, "application/json; charset=utf-8"],
  ])("that accepts %s is answered %i", async (accept, status, type) => {
    const answer = await send({ headers: { ...json, accept }, body: typename });
    expect([answer.status, answer.headers["content-type"]]).toEqual([status, type]);
  });

  it.each([
    ["APPLICATION/JSON", 200],
    ["application/json ; charset=utf-8", 200],
    ["application/json;", 200],
    ["application/json, text/plain", 400],
    ["application/graphql+json", 400],
    ["text/plain", 400],
    ["nonsense", 400],
  ])("with the content type %s is answered %i", async (type, status) => {
    const answer = await send({ headers: { "content-type": type }, body: typename });
    expect(answer.status).toBe(status);
  });
});

describe("pages of other sites", () => {
  const origin = "http://localhost:3000";

  it("that may call are told so whatever they ask for, and however it ends", async () => {
    const asked: [Sent, number][] = [
      [{ body: typename }, 200],
      [{ body: "{" }, 400],
      [{ method: "GET", path: "/health" }, 200],
      [{ path: "/nothing" }, 404],
    ];
    for (const [sent, expected] of asked) {
      const { status, headers } = await send({ ...sent, headers: { ...json, origin } });
      expect([status, headers["access-control-allow-origin"]]).toEqual([expected, origin]);
    }
  });

  it.each(["/graphql", "/health", "/nothing"])("are answered before they call %s", async (path) => {
    const preflight = {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type",
    };
    expect(await send({ method: "OPTIONS", path, headers: preflight })).toMatchObject({
      status: 204,
      headers: {
        "access-control-allow-origin": origin,
        "access-control-allow-headers": "content-type",
        "access-control-max-age": "86400",
        "content-length": "0",
      },
    });
  });

  it("learn nothing by the name of another host", async () => {
    for (const method of ["OPTIONS", "POST", "GET"]) {
      const { status, headers } = await send({ method, headers: { origin, host: "evil.example" } });
      expect([status, headers["access-control-allow-origin"]]).toEqual([403, undefined]);
    }
  });
});

it.each(["/METRICS", "/metrics/", "/Metrics?x", "/metrics//"])(
  "the figures are not at %s, which a proxy that keeps /metrics from strangers may let through",
  async (path) => {
    expect((await send({ method: "GET", path })).status).toBe(404);
    expect((await send({ method: "GET", path: "/metrics?x" })).status).toBe(200);
  },
);
