import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { exportDirectory, readTowers, withLock } from "../../providers/onnx/index.ts";
import { type Config, readConfig } from "../config/config.ts";
import { noTelemetry } from "../../providers/environment.ts";
import { packageRoot } from "../../providers/package-root.ts";
import { parse } from "./arguments.ts";
import { openModel, oneId } from "./open.ts";
import { checkTowers } from "./check-towers.ts";
import { type Command, type Terminal, WrongUsage } from "./command.ts";
import { exportPython, runProgram } from "./python.ts";

export const modelsExport: Command = {
  help: `Makes ONNX files from PyTorch weights, checks them against PyTorch, and tries them.

  npm run models -- export <id>
  npm run models -- export --from <repository or directory> --to <directory>

  --from          a fine-tune: CLIPModel or SiglipModel of transformers, or a model of open_clip
  --to            where to write it; LOCAL_MODELS=name=<directory> serves it
  --tool          open_clip or transformers; guessed when left out
  --architecture  open_clip's name of it (ViT-B-32), where nothing beside the weights says it
  --python        a Python that has providers/onnx/export/requirements.txt installed; when left
                  out, an environment of its own is made the first time (5 GB)
  --force         export again what is there

The weights are loaded as a whole: reckon with three times their size in memory.
`,
  async run(args, terminal) {
    const { values, positionals } = parse(args, {
      from: { type: "string" },
      to: { type: "string" },
      tool: { type: "string" },
      architecture: { type: "string" },
      python: { type: "string" },
      force: { type: "boolean" },
    });
    const { from, to } = values;
    if ((from === undefined) !== (to === undefined)) {
      throw new WrongUsage("--from and --to go together.");
    }
    if (from === undefined || to === undefined) {
      return exportModel(oneId(positionals), values, terminal);
    }
    if (positionals.length > 0) {
      throw new WrongUsage("Give an id or --from, not both.");
    }
    const config = readConfig(terminal.env);
    const directory = resolve(to);
    if (existsSync(directory) && !values.force) {
      throw new Error(`${to} is there already. --force replaces it.`);
    }
    await exportTo({ source: from, directory, config, ...values }, terminal);
    terminal.out.write(`Written to ${directory}\nLOCAL_MODELS=name=${directory} serves it.\n`);
  },
};

interface Options {
  readonly tool?: string | undefined;
  readonly architecture?: string | undefined;
  readonly python?: string | undefined;
  readonly force?: boolean | undefined;
}

async function exportModel(id: string, options: Options, terminal: Terminal): Promise<void> {
  const { model, config, weights } = await openModel(id, terminal);
  await weights.close();
  const from = model.weights;
  if (from?.from === "hub") {
    throw new Error(
      `${model.id} is published as ONNX files: \`npm run models -- pull ${model.id}\`.`,
    );
  }
  if (from?.from !== "export") {
    throw new Error(`${model.id} needs no export.`);
  }
  const directory = exportDirectory(model, config);
  if (!existsSync(directory) || options.force) {
    const { repo: source, tool, architecture } = from;
    const { dimensions } = model;
    const task = { architecture, ...options, source, tool, directory, config, dimensions };
    await exportTo(task, terminal);
  }
  terminal.out.write(`READY: ${model.id}\n  ${directory}\n`);
}

interface Export extends Options {
  readonly source: string;
  readonly directory: string;
  readonly config: Config;
  readonly dimensions?: number;
}

/** Into a directory beside it, tried there, then renamed: a directory of that name is whole. */
async function exportTo(task: Export, terminal: Terminal): Promise<void> {
  const { directory, config } = task;
  const [partial, old] = [`${directory}.partial`, `${directory}.old`];
  await mkdir(dirname(directory), { recursive: true });
  const turn = { signal: terminal.signal, waiting: async () => {} };
  await withLock(`${directory}.lock`, turn, async () => {
    // What a killed export left behind.
    await rm(partial, { recursive: true, force: true });
    try {
      await runPython(task, partial, terminal);
      const towers = await readTowers(partial);
      const { scoring } = towers;
      const expected = task.dimensions === undefined ? {} : { dimensions: task.dimensions };
      await checkTowers({ towers, scoring, ...expected }, config, terminal);
      if (existsSync(directory)) {
        await rename(directory, old);
      }
      await rename(partial, directory);
    } finally {
      // Processes that Python started may write for a moment longer than it lives.
      const remains = { recursive: true, force: true, maxRetries: 5 };
      await Promise.all([partial, old].map((path) => rm(path, remains)));
    }
  });
}

async function runPython(task: Export, to: string, terminal: Terminal): Promise<void> {
  const { HF_HOME, HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE } = task.config;
  const folder = join(packageRoot(), "providers", "onnx", "export");
  const requirements = join(folder, "requirements.txt");
  const python = task.python ?? (await exportPython(HF_HOME, requirements, terminal));
  const options = (["tool", "architecture"] as const).flatMap((name) => {
    const value = task[name];
    return value === undefined ? [] : [`--${name}`, value];
  });
  const env = {
    ...terminal.env,
    ...noTelemetry,
    HF_HOME,
    HF_ENDPOINT,
    ...(HF_TOKEN && { HF_TOKEN }),
    HF_HUB_OFFLINE: HF_HUB_OFFLINE ? "1" : "0",
  };
  const args = [join(folder, "export.py"), "--from", task.source, "--to", to, ...options];
  await runProgram(python, args, { ...terminal, env }, "The export failed");
}
