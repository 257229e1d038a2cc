import { mkdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { createClient } from "@redis/client";
import { freePort } from "../support/free-port.ts";
import { createDaemon, type Daemon } from "./daemon.ts";

/** A `redis-server` that keeps nothing on disk: a kill takes all. */
export interface Redis extends Daemon {
  /** For REDIS_URL. */
  readonly url: string;
  stats(): Promise<RedisStats>;
}

/** Since its start. */
export interface RedisStats {
  /** Commands by name. */
  readonly commands: Readonly<Record<string, number>>;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Of all values and what keeps them, now. */
  readonly memoryBytes: number;
  readonly keys: number;
  readonly connections: number;
}

export async function createRedis(directory: string): Promise<Redis> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  mkdirSync(directory, { recursive: true });
  const settings = { port, bind: "127.0.0.1", save: "", appendonly: "no", dir: directory };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const daemon = createDaemon({
    command: ["redis-server", ...args],
    log: join(directory, "redis.log"),
    answers: () => accepts(port),
  });
  return {
    start: daemon.start,
    end: daemon.end,
    get pid() {
      return daemon.pid;
    },
    url,
    async stats() {
      const client = createClient({ url });
      await client.connect();
      try {
        const info = await client.info("all");
        return { ...statsIn(info), keys: await client.dbSize() };
      } finally {
        client.destroy();
      }
    },
  };
}

function statsIn(info: string): Omit<RedisStats, "keys"> {
  const number = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1]);
  const commands = [...info.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)];
  return {
    commands: Object.fromEntries(commands.map(([, name, calls]) => [name!, Number(calls)])),
    bytesIn: number("total_net_input_bytes"),
    bytesOut: number("total_net_output_bytes"),
    memoryBytes: number("used_memory"),
    connections: number("connected_clients") - 1,
  };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}
