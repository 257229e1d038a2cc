import { GatewayError } from "../../models/errors.ts";
import type { Terminal as Stream } from "../../providers/onnx/index.ts";
import type { Log } from "../../providers/provider.ts";

/** One thing the command line can do. */
export interface Command {
  /** Printed for `--help`, and after wrong usage. */
  readonly help: string;
  /** @throws WrongUsage, or an Error whose message says what failed and what to do */
  run(args: readonly string[], terminal: Terminal): Promise<void>;
}

/** Where a command runs: the process's own streams and settings, or a test's. */
export interface Terminal {
  /** Results. */
  readonly out: Stream;
  /** Progress and problems. */
  readonly err: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** The command was not called as it can be. */
export class WrongUsage extends Error {}

/** A failure that is told apart by its exit code. */
export class Failure extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/**
 * Runs a command; the exit code: 0 fine, 1 failed or what a Failure says, 2 wrong usage, 130 stopped
 * by Ctrl-C.
 */
export async function runCommand(
  command: Command,
  args: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const { out, err, signal } = terminal;
  if (args.includes("--help") || args.includes("-h")) {
    out.write(command.help);
    return 0;
  }
  try {
    await command.run(args, terminal);
    return 0;
  } catch (error) {
    if (error instanceof WrongUsage) {
      err.write(`${error.message}\n\n${command.help}`);
      return 2;
    }
    err.write(`${signal.aborted && error === signal.reason ? "Stopped." : messageOf(error)}\n`);
    return signal.aborted ? 130 : error instanceof Failure ? error.exitCode : 1;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What providers have to say, as lines for a person. */
export function terminalLog({ err }: Terminal): Log {
  // On a terminal a progress bar may stand on the line.
  const start = err.isTTY ? "\r\u001b[K" : "";
  const write = (fields: { readonly err?: unknown }, message: string) => {
    const expected = fields.err instanceof GatewayError ? `: ${fields.err.message}` : "";
    err.write(`${start}${message}${expected}\n`);
  };
  return { info: () => {}, warn: write, error: write };
}

/** Hands over to the command of a group that is named first. */
export function runGroup(
  group: string,
  {
    help,
    commands,
  }: { readonly help: string; readonly commands: Readonly<Record<string, Command>> },
  args: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const [name, ...rest] = args;
  const command = name === undefined ? undefined : commands[name];
  const nameless: Command = {
    help,
    async run() {
      throw new WrongUsage(
        name === undefined ? "Which command?" : `There is no command "${group} ${name}".`,
      );
    },
  };
  return command ? runCommand(command, rest, terminal) : runCommand(nameless, args, terminal);
}
