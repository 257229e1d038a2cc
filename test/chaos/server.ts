import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { packageRoot } from "../../providers/package-root.ts";
import { freePort } from "../support/free-port.ts";

/** The gateway as `npm start` runs it, with directories of its own, on the same port each time. */
export interface Server {
  readonly url: string;
  readonly pid: number;
  /** Its TMPDIR. */
  readonly temporary: string;
  /** All it said, of all starts. */
  readonly log: string;
  /** Ends that nobody asked for. It is started again after each. */
  readonly deaths: readonly string[];
  /** Resolves when it is ready. */
  start(settings?: Settings): Promise<void>;
  /** @returns its exit code, or the signal that ended it */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<number | string>;
  /**
   * Does its absence explain that this request failed? A server that was not killed finishes the
   * answers it began.
   */
  wasAway(request: FailedRequest): Promise<boolean>;
  /** Resolves when it is not away. */
  isBack(): Promise<void>;
}

interface FailedRequest {
  readonly sentAt: number;
  readonly failedAt: number;
  /** Was some of its answer there already? */
  readonly begun: boolean;
}

type Settings = Readonly<Record<string, string>>;

/**
 * Who was on the way when it was asked to end may not get in; who was in is answered. On a busy
 * machine the way through its socket's buffer is long.
 */
const onTheWayMs = 2000;
/** Its clients may notice its death before we do. */
const noticeMs = 1000;

export async function createServerProcess(directory: string, fixed: Settings): Promise<Server> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const temporary = join(directory, "tmp");
  const log = join(directory, "server.log");
  mkdirSync(temporary, { recursive: true });
  const output = openSync(log, "a");
  const deaths: string[] = [];
  const absences: { readonly from: number; readonly abrupt: boolean; to: number }[] = [];
  let child: ChildProcess | undefined;
  let ending = false;
  let last: Settings = {};
  process.on("exit", () => child?.kill("SIGKILL"));

  const server: Server = {
    url,
    get pid() {
      return child!.pid!;
    },
    temporary,
    log,
    deaths,
    async start(settings = last) {
      last = settings;
      ending = false;
      const started = spawn(process.execPath, [join(packageRoot(), "dist/src/cli.js")], {
        cwd: directory,
        env: {
          PATH: process.env.PATH,
          HOME: directory,
          TMPDIR: temporary,
          HF_HOME: join(directory, "hub"),
          HF_HUB_OFFLINE: "true",
          PORT: String(port),
          ...fixed,
          ...settings,
        },
        stdio: ["ignore", output, output],
      });
      child = started;
      started.once("exit", (code, signal) => {
        if (!ending) {
          deaths.push(`${signal ?? `exit code ${code}`} at ${new Date().toISOString()}`);
          absences.push({ from: performance.now(), to: Infinity, abrupt: true });
          void server.start();
        }
      });
      while (!(await isReady(url))) {
        if (started.exitCode !== null) {
          throw new Error(`The server does not start; see ${log}`);
        }
        await sleep(50);
      }
      for (const absence of absences) {
        absence.to = Math.min(absence.to, performance.now());
      }
    },
    async end(signal) {
      ending = true;
      absences.push({ from: performance.now(), to: Infinity, abrupt: signal === "SIGKILL" });
      const exited = once(child!, "exit");
      child!.kill(signal);
      const [code, by] = (await exited) as [number | null, string | null];
      return code ?? by!;
    },
    async wasAway({ sentAt, failedAt, begun }) {
      await sleep(noticeMs);
      return absences.some(({ from, to, abrupt }) => {
        const isBefore = abrupt ? failedAt < from - noticeMs : begun || sentAt < from - onTheWayMs;
        return sentAt <= to && !isBefore;
      });
    },
    async isBack() {
      while (absences.some(({ to }) => to === Infinity)) {
        await sleep(100);
      }
    },
  };
  return server;
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}
