import type { ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/**
 * Ids of the running processes whose parent is this one (Linux). The compiler of the TypeScript
 * loader is none of ours: it starts with the first file that the loader has not seen before.
 */
export function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        // "pid (name) state parent …", where a name may hold anything.
        const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
        const [state, of] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const isOurs = !commandLine(Number(entry)).includes("esbuild\0--service");
        return Number(of) === parent && state !== "Z" && isOurs ? Number(entry) : [];
      } catch {
        return [];
      }
    });
}

/** Ids of the model processes of a server. */
export function modelProcessesOf(server: number): number[] {
  return childrenOf(server).filter((pid) =>
    commandLine(pid).includes("providers/onnx/worker/main"),
  );
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Looks again every few milliseconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The address in the server's first log line. Its output is read on, so that it never blocks. */
export function listening(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    server.stdout!.on("data", (chunk) => {
      said += chunk;
      const url = /"url":"([^"]+)\/graphql"/.exec(said);
      if (url) {
        resolve(url[1]!);
      }
    });
    server.on("exit", () => reject(new Error(`the server ended: ${said}`)));
  });
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
