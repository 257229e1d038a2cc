import { spawn } from "node:child_process";
import { once } from "node:events";
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
