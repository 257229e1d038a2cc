import { realpath } from "node:fs/promises";
import { join } from "node:path";
import type { Model } from "../../models/model.ts";
import { type ModelWeights, readTowers } from "../../providers/onnx/index.ts";
import { readConfig } from "../config/config.ts";
import { parse } from "./arguments.ts";
import { openModel, oneId } from "./open.ts";
import { checkTowers } from "./check-towers.ts";
import { type Command, type Terminal, WrongUsage } from "./command.ts";

export const modelsCheck: Command = {
  help: `Reads the files of one model back, compares them with the size and sha256 that the hub and the
catalog state, and embeds one text and one image. Downloads nothing.

  npm run models -- check <id>
  npm run models -- check --directory <directory>

  --directory  a model directory as in LOCAL_MODELS
`,
  async run(args, terminal) {
    const { values, positionals } = parse(args, { directory: { type: "string" } });
    const { directory } = values;
    if (directory === undefined) {
      return checkModel(oneId(positionals), terminal);
    }
    if (positionals.length > 0) {
      throw new WrongUsage("Give an id or --directory, not both.");
    }
    const towers = await readTowers(directory);
    terminal.out.write(`${directory}\n`);
    await checkTowers({ ...towers, towers }, readConfig(terminal.env), terminal);
  },
};

async function checkModel(id: string, terminal: Terminal): Promise<void> {
  const { model, weights, config } = await openModel(id, terminal);
  try {
    if (!model.weights) {
      throw new Error(`${model.id} runs in its provider's cloud: there are no files to check.`);
    }
    const { status, howToEnable } = weights.availability(model);
    if (status === "NEEDS_EXPORT") {
      throw new Error(`${model.id} is not exported yet. ${howToEnable}`);
    }
    terminal.out.write(`${model.id}\n`);
    await checkFiles(model, weights, terminal);
    const towers = await weights.towers(model);
    const scoring = weights.scoring(model);
    await checkTowers({ towers, scoring, dimensions: model.dimensions }, config, terminal);
  } finally {
    await weights.close();
  }
}

/** Size and hash of each file that comes from the hub. @throws Error when one is wrong */
async function checkFiles(
  model: Model,
  { hub, partsOf }: ModelWeights,
  { out }: Terminal,
): Promise<void> {
  const parts = partsOf(model);
  const files = await hub.check(parts);
  const wrong = files.filter(({ fault }) => fault);
  for (const { repo, path, fault } of files) {
    out.write(`  ${fault ? "WRONG " : "ok    "} ${repo}: ${path}${fault ? `: ${fault}` : ""}\n`);
  }
  if (wrong.length === 0) {
    return;
  }
  const { snapshots } = hub.status(parts);
  if (!snapshots) {
    throw new Error(`Files are missing. \`npm run models -- pull ${model.id}\` downloads them.`);
  }
  const where = snapshots.flatMap(({ repo, directory }) =>
    wrong.filter((file) => file.repo === repo).map(({ path }) => join(directory, path)),
  );
  // The blob itself: a pull would take it for whole if only the link to it went.
  const blobs = await Promise.all(where.map((path) => realpath(path)));
  const rest = `delete it and pull ${model.id} again:\n${blobs.map((path) => `  ${path}\n`).join("")}`;
  throw new Error(`${wrong.length} of ${files.length} files are wrong; ${rest}`.trimEnd());
}
