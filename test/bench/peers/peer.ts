import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { noTelemetry } from "../../../providers/environment.ts";
import { freePort } from "../../support/free-port.ts";
import type { RunningServer } from "../gateway.ts";
import type { Embedding } from "../requests.ts";

/** Another server that makes embeddings of texts. */
export interface Peer {
  readonly name: string;
  /** Why it cannot be run here, and what to do. */
  missing(): string | undefined;
  /** The model directory that it runs; the gateway and the bare runtime run the same. */
  readonly model: {
    readonly name: string;
    readonly directory: string;
    /** The gateway's; absent: its default model. */
    readonly id?: string;
  };
  readonly path: string;
  /** In every good answer. */
  readonly mark: string;
  command(port: number): Command;
  body(text: string): Buffer;
  read(answer: string): Embedding;
}

export interface Command {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly directory?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Peers load PyTorch and large models. */
const startTimeoutMs = 300_000;

/** Starts a peer and waits until its `/health` answers. */
export async function startPeer(peer: Peer): Promise<RunningServer> {
  const port = await freePort();
  const { program, arguments: rest, directory, environment } = peer.command(port);
  const child = spawn(program, rest, {
    ...(directory !== undefined && { cwd: directory }),
    env: { ...process.env, ...noTelemetry, ...environment },
    stdio: ["ignore", "ignore", "pipe"],
  });
  process.once("exit", () => child.kill());
  let said = "";
  child.stderr.on("data", (chunk) => (said = (said + chunk).slice(-4000)));
  child.on("error", (error) => (said += error.message));

  const origin = `http://127.0.0.1:${port}`;
  const latest = performance.now() + startTimeoutMs;
  while (!(await isHealthy(origin))) {
    const ended = child.pid === undefined || child.exitCode !== null;
    if (ended || performance.now() > latest) {
      throw new Error(`${peer.name} did not start: ${said}`);
    }
    await sleep(200);
  }
  return {
    origin,
    path: peer.path,
    mark: peer.mark,
    pid: child.pid!,
    async stop() {
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}

async function isHealthy(origin: string): Promise<boolean> {
  const response = await fetch(`${origin}/health`).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.status === 200;
}
