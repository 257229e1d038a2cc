import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { withLock } from "../../providers/onnx/index.ts";
import type { Terminal } from "./command.ts";

/**
 * A Python that has what the exporter needs: its own environment under HF_HOME, made the first
 * time and again when the requirements have changed.
 *
 * @throws Error when there is no Python 3.11 or later, or an installation fails
 */
export async function exportPython(
  home: string,
  requirements: string,
  terminal: Terminal,
): Promise<string> {
  const { signal } = terminal;
  const venv = join(home, "parallax", "export-venv");
  const python = join(venv, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const wanted = createHash("sha256")
    .update(await readFile(requirements))
    .digest("hex");
  const stamp = join(venv, ".requirements");
  await withLock(`${venv}.lock`, { signal, waiting: async () => {} }, async () => {
    if ((await readFile(stamp, "utf8").catch(() => "")) === wanted) {
      return;
    }
    await make(venv, terminal);
    const pip = ["-m", "pip", "install", "--disable-pip-version-check", "-r", requirements];
    await runProgram(
      python,
      pip,
      terminal,
      "The exporter's Python packages could not be installed",
    );
    // Last: an installation that was cut is made anew.
    await writeFile(stamp, wanted);
  });
  return python;
}

/** Runs a program on this terminal. @throws Error unless it exits with 0; the signal's reason */
export function runProgram(
  program: string,
  args: readonly string[],
  { env, signal }: Terminal,
  failure: string,
): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ["ignore", "inherit", "inherit"] });
    const stop = () => child.kill();
    signal.addEventListener("abort", stop, { once: true });
    child.on("error", (error) => reject(new Error(`${failure}: ${error.message}.`)));
    child.on("exit", (code, how) => {
      signal.removeEventListener("abort", stop);
      if (signal.aborted) {
        reject(signal.reason);
      } else if (code === 0) {
        resolve();
      } else {
        reject(new Error(`${failure} (${program} ended with ${how ?? `exit code ${code}`}).`));
      }
    });
  });
}

async function make(venv: string, terminal: Terminal): Promise<void> {
  const python = await findPython(terminal);
  terminal.err.write(
    `Making a Python environment with PyTorch for the export, once, in\n  ${venv}\n` +
      `It takes 5 GB of disk and some minutes; --python uses an environment of yours instead.\n`,
  );
  await rm(venv, { recursive: true, force: true });
  await mkdir(dirname(venv), { recursive: true });
  const hint = "on Debian and Ubuntu `apt-get install python3-venv` helps";
  const failure = `${python} could not make a virtual environment; ${hint}`;
  await runProgram(python, ["-m", "venv", venv], terminal, failure);
}

/** The first of the usual names that is new enough. */
async function findPython({ env }: Terminal): Promise<string> {
  const found: string[] = [];
  for (const name of names) {
    const version = await versionOf(name, env);
    if (version && version[0] === 3 && version[1]! >= oldestMinor) {
      return name;
    }
    if (version) {
      found.push(`${name} is ${version.join(".")}`);
    }
  }
  throw new Error(
    `The export needs Python 3.${oldestMinor} or later, which is not there ` +
      `(${found.join(", ") || "no Python was found"}). Install it, or give --python <path>.`,
  );
}

/** PyTorch's. */
const oldestMinor = 11;
const names = ["python3", "python", "python3.13", "python3.12", "python3.11", "py"];

async function versionOf(name: string, env: Terminal["env"]): Promise<number[] | undefined> {
  const ask = ["-c", "import sys; print(*sys.version_info[:2])"];
  const answer = await promisify(execFile)(name, ask, { env }).catch(() => undefined);
  return answer?.stdout.trim().split(" ").map(Number);
}
