import { spawn } from "node:child_process";
import { once } from "node:events";
import { listening } from "../support/processes.ts";
import type { Target } from "./requests.ts";

export interface RunningServer extends Target {
  stop(): Promise<void>;
}

/** The gateway as people start it, with what the benchmark needs of its limits. */
export async function startGateway(settings: Record<string, string> = {}): Promise<RunningServer> {
  const server = spawn(process.execPath, ["dist/src/cli.js"], {
    env: {
      ...process.env,
      PORT: "0",
      // The address stands in the log.
      LOG_LEVEL: "info",
      MAX_CONNECTIONS: "4096",
      REQUEST_TIMEOUT_MS: "600000",
      ...settings,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  // When a benchmark fails, nothing stays behind.
  process.once("exit", () => server.kill());
  const origin = await listening(server);
  return {
    origin,
    path: "/graphql",
    pid: server.pid!,
    mark: '{"data":{',
    async stop() {
      const ended = once(server, "exit");
      server.kill();
      await ended;
    },
  };
}
