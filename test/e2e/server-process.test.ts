import { spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { isRunning, listening, modelProcessesOf, until } from "../support/processes.ts";

/** The server as `npm start` runs it. */
async function startServer(settings: Record<string, string> = {}) {
  const server = spawn(process.execPath, ["dist/src/cli.js"], {
    env: { PATH: process.env.PATH, PORT: "0", ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void server.kill("SIGKILL"));
  const url = await listening(server);
  return { server, url };
}

/** A query on a connection that is kept; tells what becomes of the connection. */
function ask(url: string, agent: Agent): Promise<string | undefined> {
  const headers = { "content-type": "application/json" };
  return new Promise((resolve) => {
    request(url, { method: "POST", agent, headers }, (response) => {
      response.resume().once("end", () => resolve(response.headers.connection));
    })
      .on("error", (error: NodeJS.ErrnoException) => resolve(error.code))
      .end('{"query":"{ __typename }"}');
  });
}

describe("the server process", () => {
  it("is ready once its model answers", async () => {
    const { url } = await startServer();
    // A busy machine may take its time to load the model.
    await until(async () => (await fetch(`${url}/ready`)).status === 200);
    expect(await (await fetch(`${url}/ready`)).json()).toEqual({ status: "ready" });
  });

  it("ends on SIGTERM with its model processes", async () => {
    const { server, url } = await startServer();
    await fetch(`${url}/ready`);
    const pids = modelProcessesOf(server.pid!);
    expect(pids.length).toBe(1);
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
    expect(pids.filter(isRunning)).toEqual([]);
  });

  it("resets none of the clients that go on asking when it gets SIGTERM", async () => {
    const { server, url } = await startServer();
    const ended = once(server, "exit");
    const answered = new Set<Agent>();
    const outcomes = Array.from({ length: 60 }, async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (;;) {
        const outcome = await ask(`${url}/graphql`, agent);
        answered.add(agent);
        if (outcome !== "keep-alive") {
          return outcome;
        }
      }
    });
    await until(() => answered.size === 60);
    server.kill("SIGTERM");
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(["close"]));
    expect(await ended).toEqual([0, null]);
  });

  it("leaves no model process behind when it is killed", async () => {
    const { server, url } = await startServer();
    await fetch(`${url}/ready`);
    const pids = modelProcessesOf(server.pid!);
    expect(pids.length).toBe(1);
    server.kill("SIGKILL");
    await once(server, "exit");
    await until(() => !pids.some(isRunning));
  });

  it("refuses wrong settings at once, with the name and what was expected", async () => {
    const server = spawn(process.execPath, ["dist/src/cli.js"], {
      env: { PATH: process.env.PATH, PORT: "http", MAX_INPUTS: "many" },
    });
    let said = "";
    server.stderr.on("data", (chunk) => (said += chunk));
    const [code] = await once(server, "close");
    expect(code).toBe(1);
    expect(said).toContain('PORT is "http": expected a whole number, 0 to 65535');
    expect(said).toContain('MAX_INPUTS is "many"');
    expect(said).not.toContain("    at ");
  });

  it("names PORT when it is taken", async () => {
    const { url } = await startServer();
    const { port: PORT } = new URL(url);
    const other = spawn(process.execPath, ["dist/src/cli.js"], {
      env: { PATH: process.env.PATH, PORT },
    });
    let said = "";
    other.stderr.on("data", (chunk) => (said += chunk));
    expect(await once(other, "close")).toEqual([1, null]);
    expect(said).toBe(`PORT ${PORT} is taken: set another, or 0 for a free one.\n`);
  });

  it("says how to use it", async () => {
    const server = spawn(process.execPath, ["dist/src/cli.js", "--help"]);
    let said = "";
    server.stdout.on("data", (chunk) => (said += chunk));
    expect(await once(server, "close")).toEqual([0, null]);
    expect(said).toContain("QUEUE_LIMIT");
  });
});
