import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../support/free-port.ts";
import { lacksRedis } from "../support/lacks-redis.ts";
import { describeUnless } from "../support/needs.ts";

/** A real server of Redis or Valkey on a free port, which keeps nothing on disk. */
export interface RedisServer {
  /** Of the default user, without a password. */
  readonly url: string;
  readonly port: number;
  /** It hangs: connections stay, and are taken, but nothing is answered. */
  freeze(): void;
  thaw(): void;
  /** kill -9. */
  kill(): Promise<void>;
  /** On the same port, empty. */
  restart(): Promise<void>;
  /** As redis-cli: one command's answer. */
  ask(...command: string[]): Promise<string>;
  close(): Promise<void>;
}

/** For tests that need one; they are skipped, and say why, where there is none. */
export const describeWithRedis = describeUnless(lacksRedis());

/** @param options of redis-server, such as `["--maxmemory", "1mb"]` */
export async function startRedis(options: readonly string[] = []): Promise<RedisServer> {
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), "parallax-redis-"));
  let server = await start();
  const killNow = () => server.kill("SIGKILL");
  process.once("exit", killNow);

  const ask = async (...command: string[]) => {
    const { stdout } = await promisify(execFile)("redis-cli", ["-p", String(port), ...command]);
    return stdout.trim();
  };
  const kill = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = once(server, "exit");
      killNow();
      await ended;
    }
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    freeze: () => void server.kill("SIGSTOP"),
    thaw: () => void server.kill("SIGCONT"),
    kill,
    async restart() {
      await kill();
      server = await start();
    },
    ask,
    async close() {
      process.off("exit", killNow);
      await kill();
      rmSync(directory, { recursive: true });
    },
  };

  async function start(): Promise<ChildProcess> {
    const started = spawn(
      "redis-server",
      ["--port", String(port), "--save", "", "--dir", directory, ...options],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    let said = "";
    await new Promise<void>((resolve, reject) => {
      started.stdout.on("data", (chunk) => {
        said += chunk;
        if (said.includes("Ready to accept connections")) {
          resolve();
        }
      });
      started.once("exit", () => reject(new Error(`redis-server ended: ${said}`)));
    });
    return started;
  }
}
