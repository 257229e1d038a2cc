import { HeaderMap, type HTTPGraphQLResponse } from "@apollo/server";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { anonymous, type Caller } from "../../../models/caller.ts";
import { readConfig } from "../../../src/config/config.ts";
import { createGraphqlHandler } from "../../../src/http/graphql.ts";
import { createRefuse } from "../../../src/http/refuse.ts";
import { createMediaBudget } from "../../../src/media/budget.ts";
import type { Context } from "../../../resolvers/context.ts";
import { until } from "../../support/processes.ts";

/** A server whose Apollo answers in pieces. */
function startServer(pieces: () => AsyncGenerator<string, void>) {
  return startServerOf(() => ({ kind: "chunked", asyncIterator: pieces() }));
}

async function startServerOf(
  body: () => HTTPGraphQLResponse["body"],
  authenticate: () => Promise<Caller> = async () => anonymous,
) {
  const logged: unknown[] = [];
  const log = { info() {}, warn() {}, error: (details: object) => void logged.push(details) };
  const handler = createGraphqlHandler({
    config: readConfig({ PORT: "0" }),
    media: { budget: createMediaBudget(1), directory: "/nowhere" },
    log,
    metrics: { countError() {} },
    refuse: createRefuse(log, { countError() {} }),
    authenticate,
    enter: () => () => {},
    createContext: (_, signal) => ({ signal }) as Context,
    apollo: {
      async executeHTTPGraphQLRequest({ context }) {
        await context();
        return {
          headers: new HeaderMap([["content-type", "multipart/mixed"]]),
          body: body(),
        };
      },
    },
  });
  const server = createServer((request, response) => void handler(request, response));
  onTestFinished(() => void server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    logged,
    ask() {
      const socket = connect(port, "127.0.0.1");
      socket.write("GET /graphql HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
      return socket;
    },
  };
}

describe("an answer in pieces", () => {
  it("is sent as they come", async () => {
    const { ask, logged } = await startServer(async function* () {
      yield "one";
      yield "two";
    });
    expect(await text(ask())).toMatch(
      /^HTTP\/1.1 200 OK\r\ncontent-type: multipart\/mixed\r\n[^]*\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n$/,
    );
    expect(logged).toEqual([]);
  });

  it("that breaks off is not taken for a whole one, and is logged", async () => {
    const { ask, logged } = await startServer(async function* () {
      yield "one";
      await sleep(20);
      throw new Error("broken");
    });
    const said = await text(ask());
    expect(said).toContain("one");
    expect(said).not.toContain("\r\n0\r\n\r\n");
    expect(logged).toMatchObject([{ err: { message: "broken" } }]);
  });

  it("is not made any further when its client goes away", async () => {
    let ended = false;
    const { ask, logged } = await startServer(async function* () {
      try {
        for (;;) {
          yield "more";
          await sleep(5);
        }
      } finally {
        ended = true;
      }
    });
    const socket = ask();
    await once(socket, "data");
    socket.destroy();
    await until(() => ended);
    expect(logged).toEqual([]);
  });
});

describe("a client that goes away while its token is checked", () => {
  it("leaves nothing to be done", async () => {
    let checked = () => {};
    let asked = 0;
    let answered = 0;
    const body = () => {
      answered++;
      return { kind: "complete", string: "" } as const;
    };
    const { ask, logged } = await startServerOf(body, () => {
      asked++;
      return new Promise((resolve) => (checked = () => resolve(anonymous)));
    });
    const socket = ask();
    await until(() => asked === 1);
    socket.destroy();
    await sleep(50);
    checked();
    await sleep(50);
    expect([answered, logged]).toEqual([0, []]);
  });
});

describe("a large answer", () => {
  it("arrives as it is, with its length, wherever it was cut", async () => {
    // Of two halves each: a cut at an odd place would be between them.
    for (const string of [
      "🙂".repeat(1_200_000),
      `x${"🙂".repeat(1_200_000)}`,
      "ä".repeat(2_000_000),
    ]) {
      const { ask } = await startServerOf(() => ({ kind: "complete", string }));
      const [head, body] = (await text(ask())).split("\r\n\r\n");
      expect(head).toContain(`content-length: ${Buffer.byteLength(string)}`);
      expect(body === string).toBe(true);
    }
  });

  it("lets others have their turn while it is sent", async () => {
    let turns = 0;
    const { ask } = await startServerOf(() => {
      const count = () => setImmediate(() => (turns++ < 1000 ? count() : undefined));
      count();
      return { kind: "complete", string: "x".repeat(20_000_000) };
    });
    const socket = ask();
    await once(socket, "data");
    expect(turns).toBeGreaterThan(15);
    socket.destroy();
  });
});
