import type { Model } from "../../models/model.ts";
import { exportDirectory } from "../../providers/onnx/index.ts";
import { parse } from "./arguments.ts";
import { openModel, oneId, openEngine, type Chosen } from "./open.ts";
import type { Command, Terminal } from "./command.ts";
import { pullWeights } from "./pull-weights.ts";
import { scoringText } from "./scoring-text.ts";

export const modelsPull: Command = {
  help: `Downloads the weights of one model from the Hugging Face hub, once: what is in the cache
(HF_HOME) already, also by Python, is not downloaded again. A cut or Ctrl-C leaves a part that the
next pull goes on from.

  npm run models -- pull <id>
`,
  async run(args, terminal) {
    const { positionals } = parse(args, {});
    const chosen = await openModel(oneId(positionals), terminal);
    try {
      await pull(chosen, terminal);
    } finally {
      await chosen.weights.close();
    }
  },
};

async function pull({ model, weights, config }: Chosen, terminal: Terminal): Promise<void> {
  const { out } = terminal;
  const from = model.weights;
  if (!from) {
    throw new Error(await cloudText(model, terminal));
  }
  const { status, howToEnable } = weights.availability(model);
  if (status === "NEEDS_EXPORT") {
    throw new Error(`Nobody publishes ONNX files of ${model.id}. ${howToEnable}`);
  }
  const directories = await pullWeights(model, weights, terminal);
  // Reads the layout, too: files that were pulled and cannot be used are no READY.
  await weights.towers(model);
  out.write(`READY: ${model.id}, ${scoringText(weights.scoring(model))}\n`);
  for (const directory of directories) {
    out.write(`  ${directory}\n`);
  }
  if (from.from === "package") {
    out.write("  Its files ship with Parallax: nothing to pull.\n");
  }
  if (from.from === "directory") {
    out.write(`  ${from.directory} (LOCAL_MODELS)\n`);
  }
  if (from.from === "export") {
    out.write(`  ${exportDirectory(model, config)}\n`);
  }
}

async function cloudText(model: Model, terminal: Terminal): Promise<string> {
  const engine = await openEngine(terminal);
  const { status, howToEnable } = engine.availability(model);
  await engine.close();
  const then = status === "READY" ? "It is ready as it is." : (howToEnable ?? "");
  return `${model.id} runs in its provider's cloud: there are no weights to pull. ${then}`;
}
