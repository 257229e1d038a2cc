import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Terminal } from "../../../src/commands/command.ts";

/** A terminal that remembers what was written to it, over an empty HF_HOME of its own. */
export async function testTerminal(env: Record<string, string> = {}) {
  const home = await temporaryDirectory();
  const stop = new AbortController();
  const said = { out: "", err: "" };
  const stream = (name: keyof typeof said) => ({
    write(text: string) {
      said[name] += text;
    },
  });
  const terminal: Terminal = {
    out: stream("out"),
    err: stream("err"),
    env: { PATH: process.env["PATH"], HF_HOME: home, HF_HUB_OFFLINE: "true", ...env },
    signal: stop.signal,
  };
  return {
    terminal,
    said,
    home,
    pressCtrlC: () => stop.abort(),
  };
}

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "parallax-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
