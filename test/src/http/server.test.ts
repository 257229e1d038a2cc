import express from "express";
import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { listen } from "../../../src/http/listen.ts";
import { createHttpServer } from "../../../src/http/server.ts";

async function startServer(limits: { REQUEST_TIMEOUT_MS: number; MAX_CONNECTIONS: number }) {
  const app = express();
  app.get("/", (_request, response) => void response.send("answered"));
  const server = createHttpServer(limits).on("request", app);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = await listen(server, { HOST: "127.0.0.1", PORT: 0 });
  return () => connect(Number(new URL(url).port), "127.0.0.1");
}

describe("a server for HTTP", () => {
  it("has no more connections than MAX_CONNECTIONS", async () => {
    const open = await startServer({ REQUEST_TIMEOUT_MS: 10_000, MAX_CONNECTIONS: 2 });
    const first = open().resume();
    await Promise.all([once(first, "connect"), once(open().resume(), "connect")]);
    expect(await text(open())).toBe("");
    first.destroy();
  });

  it("closes connections that do not finish their headers in time", async () => {
    const open = await startServer({ REQUEST_TIMEOUT_MS: 200, MAX_CONNECTIONS: 10 });
    const slow = open();
    slow.write("GET / HTTP/1.1\r\nhost: a\r\n");
    expect(await text(slow)).toMatch(/^HTTP\/1.1 408 /);
  });
});
