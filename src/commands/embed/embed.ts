import { resolve } from "node:path";
import { type Command, Failure, messageOf, type Terminal, WrongUsage } from "../command.ts";
import { failuresPath, openFailures } from "./failures.ts";
import { openGateway, type OpenGateway } from "./gateway.ts";
import { help, type Options, parseOptions } from "./options.ts";
import { createPace } from "./pace.ts";
import { embedProgress } from "./progress.ts";
import type { Items, Sink } from "./rows.ts";
import { embedAll } from "./run.ts";
import { createSender } from "./sender.ts";
import { outputsOf } from "./output.ts";
import { checkComplete, openSink } from "./sink.ts";
import { openItems } from "./sources/open.ts";

/** All is done, and some of it failed. */
const someFailed = 1;
/** The same command may go on. */
const couldNotGoOn = 3;

export const embed: Command = {
  help,
  async run(args, terminal) {
    const options = parseOptions(args);
    try {
      await embedFrom(options, terminal);
    } catch (error) {
      if (error instanceof WrongUsage || error instanceof Failure || terminal.signal.aborted) {
        throw error;
      }
      throw new Failure(messageOf(error), couldNotGoOn, { cause: error });
    }
  },
};

async function embedFrom(options: Options, terminal: Terminal): Promise<void> {
  const say = (line: string) => void terminal.err.write(`${line}\n`);
  await checkOutput(options);
  const items = await openItems(options.input, { ...options, say });
  const total = await items.count?.();
  if (total === 0) {
    throw new Error(`${options.input} has nothing to embed.`);
  }
  const gateway = await openGateway(options, items.modality, terminal);
  try {
    const { output, restart } = options;
    const { fingerprint } = items;
    const sink = await openSink(output, gateway.head, { fingerprint, restart });
    try {
      await fill(sink, { items, total, gateway, options, terminal });
    } finally {
      await sink.close();
    }
  } finally {
    await gateway.close();
  }
}

/**
 * Before anything is read, downloaded or started.
 * @throws Error, WrongUsage saying why the output cannot be written there
 */
async function checkOutput({ input, output, restart }: Options): Promise<void> {
  const written = [...outputsOf(output).map(({ path }) => path), failuresPath(output)];
  if (written.some((path) => resolve(path) === resolve(input))) {
    throw new WrongUsage(`${input} would be written over: choose another --out.`);
  }
  await checkComplete(output, restart);
}

interface Filling {
  readonly items: Items;
  readonly total: number | undefined;
  readonly gateway: OpenGateway;
  readonly options: Options;
  readonly terminal: Terminal;
}

/** Bytes of vectors that wait for one before them. */
const heldBytes = 64_000_000;

async function fill(sink: Sink, { items, total, gateway, options, terminal }: Filling) {
  const { connection, limits, head } = gateway;
  const failures = await openFailures(failuresPath(options.output), sink.done);
  if (sink.done > 0) {
    terminal.err.write(`${sink.done} rows are there already.\n`);
  }
  const progress = embedProgress(terminal, { done: sink.done, failed: failures.count, total });
  try {
    await embedAll({
      items,
      sink,
      failures,
      limits,
      sender: createSender({ ...options, connection, head, limits, modality: items.modality }),
      pace: createPace({
        mostRequests: options.concurrency,
        mostItems: Math.min(options.batch, limits.maxInputs),
      }),
      mostPending: Math.max(1024, Math.floor(heldBytes / (4 * head.dimensions))),
      patienceMs: options.patienceMs,
      signal: terminal.signal,
      onRow: progress.row,
      onWait: progress.waits,
    });
  } catch (error) {
    progress.end();
    const reason = terminal.signal.aborted ? "Stopped." : messageOf(error);
    throw new Failure(
      `${reason} ${sink.done} rows are written: the same command goes on from there.`,
      couldNotGoOn,
      { cause: error },
    );
  }
  progress.end();
  terminal.err.write(`Making ${options.output}\n`);
  await sink.finish();
  const { done } = sink;
  const { model, dimensions, space } = head;
  terminal.out.write(
    `${options.output}: ${done} rows of ${model}, ${dimensions} dimensions, space ${space}\n`,
  );
  if (failures.count > 0) {
    const message = `${failures.count} of ${done} failed; ${failures.path} says why.`;
    throw new Failure(message, someFailed);
  }
}
