import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A program beside the gateways that is killed and started again, the same each time. */
export interface Daemon {
  readonly pid: number;
  /** Resolves when it answers. @throws Error with the path of its log when it ends instead */
  start(): Promise<void>;
  end(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
}

export interface Program {
  readonly command: readonly [string, ...string[]];
  /** Its output, of all starts. */
  readonly log: string;
  answers(): Promise<boolean>;
}

export function createDaemon({ command: [file, ...args], log, answers }: Program): Daemon {
  const output = openSync(log, "a");
  let child: ChildProcess | undefined;
  process.on("exit", () => child?.kill("SIGKILL"));
  return {
    get pid() {
      return child!.pid!;
    },
    async start() {
      const started = spawn(file, args, { stdio: ["ignore", output, output] });
      child = started;
      started.on("error", () => {});
      while (!(await answers())) {
        if (started.pid === undefined || started.exitCode !== null) {
          throw new Error(`${file} does not start; see ${log}`);
        }
        await sleep(50);
      }
    },
    async end(signal) {
      const exited = once(child!, "exit");
      child!.kill(signal);
      await exited;
    },
  };
}
