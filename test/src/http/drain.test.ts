import express from "express";
import { once } from "node:events";
import { Agent, get } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createDrain } from "../../../src/http/drain.ts";
import { createHttpServer } from "../../../src/http/server.ts";
import { until } from "../../support/processes.ts";
import { listen } from "../../../src/http/listen.ts";

/** A server that answers after a while. */
async function startServer(graceMs = 10_000, answerMs = 5) {
  const app = express();
  app.get("/", async (_request, response) => {
    await sleep(answerMs);
    response.send("answered");
  });
  const server = createHttpServer({ REQUEST_TIMEOUT_MS: 10_000, MAX_CONNECTIONS: 100 }).on(
    "request",
    app,
  );
  const { drain } = createDrain(server, graceMs);
  return { url: await listen(server, { HOST: "127.0.0.1", PORT: 0 }), drain };
}

const ask = (url: string, agent: Agent) =>
  new Promise<string | undefined>((resolve, reject) => {
    get(url, { agent }, async (response) => {
      await text(response);
      resolve(response.headers.connection);
    }).on("error", reject);
  });

describe("draining", () => {
  it("resets no client that goes on asking, and tells each that its connection ends", async () => {
    const { url, drain } = await startServer();
    const asked = new Set<Agent>();
    const last: (string | undefined)[] = [];
    const errors: (string | undefined)[] = [];
    const clients = Array.from({ length: 60 }, async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      try {
        for (;;) {
          const connection = await ask(url, agent);
          asked.add(agent);
          if (connection === "close") {
            return void last.push(connection);
          }
          await sleep(Math.random() * 20);
        }
      } catch (error) {
        errors.push((error as NodeJS.ErrnoException).code);
      } finally {
        agent.destroy();
      }
    });
    await until(() => asked.size === 60);
    await Promise.all([drain(), ...clients]);
    expect(errors).toEqual([]);
    expect(last).toHaveLength(60);
    await expect(ask(url, new Agent())).rejects.toThrow("ECONNREFUSED");
  });

  it("answers those who wait to be accepted", async () => {
    const { url, drain } = await startServer();
    const asked = Array.from({ length: 30 }, () => ask(url, new Agent()));
    const answers = Promise.allSettled(asked);
    await drain();
    expect((await answers).filter(({ status }) => status === "rejected")).toEqual([]);
  });

  it("ends connections that have nothing to say", async () => {
    const { url, drain } = await startServer();
    const idle = connect(Number(new URL(url).port), "127.0.0.1");
    await ask(url, new Agent({ keepAlive: true }));
    await drain();
    expect(await text(idle)).toBe("");
  });

  it("answers what was sent while the event loop stood still", async () => {
    const { url, drain } = await startServer();
    const client = connect(Number(new URL(url).port), "127.0.0.1");
    const answer = text(client);
    client.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
    await once(client, "data");
    const drained = drain();
    // Until it looks for idle connections; and from here, timers come before sockets.
    for (let turns = 0; turns < 20; turns++) {
      await turn();
    }
    client.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
    // Longer than a connection may be idle: the server's timers are due before it has read this.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700);
    await drained;
    expect((await answer).match(/answered/g)).toHaveLength(2);
  });

  it("takes no longer than it may", async () => {
    const { url, drain } = await startServer(50, 60_000);
    const asked = ask(url, new Agent()).catch((error: NodeJS.ErrnoException) => error.code);
    await sleep(50);
    expect(await drain()).toBe(1);
    expect(await asked).toBe("ECONNRESET");
  });
});
