import { readFile } from "node:fs/promises";
import type { Input, Model } from "../../models/types.ts";
import { createWeights } from "../../providers/onnx/weights.ts";
import type { Core } from "../core.ts";
import { parse } from "./arguments.ts";
import { knownModel, openCore } from "./open.ts";
import { type Command, messageOf, type Terminal, terminalLog, WrongUsage } from "./command.ts";
import { compareText } from "./compare-text.ts";
import { pullWeights } from "./pull-weights.ts";
import { canaryImage, canaryText } from "./try-towers.ts";

export const compare: Command = {
  help: `Compares models on your own images: which text does each find fits best?

  npm run compare -- --models mini,ViT-B-32 --texts "a cat,a dog" photo.jpg other.png

  --models     ids or aliases, separated by commas
  --texts      texts, separated by commas
  --text       one text as it is, with its commas; may be repeated
  --templates  such as "a photo of a {label}.", separated by commas; @imagenet80 and @imagenet7
               name lists; each model's own when left out
  --template   one template as it is; may be repeated
  --json       the answer of the GraphQL query, for programs

Images are files or URLs. Weights that lack are downloaded first. Cloud models send the images and
texts to their provider and cost money.
`,
  async run(args, terminal) {
    const { values, positionals } = parse(args, {
      models: { type: "string", multiple: true },
      texts: { type: "string", multiple: true },
      text: { type: "string", multiple: true },
      templates: { type: "string", multiple: true },
      template: { type: "string", multiple: true },
      json: { type: "boolean" },
    });
    const names = split(values.models);
    const texts = [...split(values.texts), ...(values.text ?? [])];
    const templates = [...split(values.templates), ...(values.template ?? [])];
    if (names.length === 0) throw new WrongUsage("Which models? Give --models a,b,c.");
    if (texts.length === 0) throw new WrongUsage('Which texts? Give --texts "a cat,a dog".');
    if (positionals.length === 0) throw new WrongUsage("Which images? Give one file or more.");
    const images = await Promise.all(positionals.map(readImage));
    const core = await openCore(terminal);
    try {
      const models = new Set(names.map((name) => knownModel(core.models, name)));
      await prepare(models, core, terminal);
      const variables = {
        images,
        texts,
        models: names,
        ...(templates.length > 0 && { templates }),
      };
      // Loaded here: GraphQL takes a while that `--help` need not.
      const { runCompare } = await import("./compare-query.ts");
      const { data, errors = [] } = await runCompare(core, variables, terminal.signal);
      terminal.signal.throwIfAborted();
      if (!data) throw new Error(errors.map(({ message }) => message).join("\n"));
      const { out } = terminal;
      out.write(
        values.json
          ? `${JSON.stringify({ data, ...(errors.length > 0 && { errors }) }, undefined, 2)}\n`
          : compareText(
              { ...data.compare, images: positionals, texts, errors },
              out.columns ?? 120,
            ),
      );
    } finally {
      await core.close();
    }
  },
};

/** Downloads what lacks and loads the models, so that the latencies are those of a warm server. */
async function prepare(models: Iterable<Model>, core: Core, terminal: Terminal): Promise<void> {
  const weights = createWeights(core.config, terminalLog(terminal));
  try {
    for (const model of models) {
      terminal.signal.throwIfAborted();
      try {
        await pullWeights(model, weights, terminal);
        // Cloud models are warm, and each call costs.
        if (model.hosting === "LOCAL" && core.availability(model).status === "READY")
          await warmUp(model, core, terminal);
      } catch (error) {
        if (terminal.signal.aborted) throw error;
        // The others are compared all the same; the comparison tells what this one lacks.
        terminal.err.write(`${model.id}: ${messageOf(error)}\n`);
      }
    }
  } finally {
    await weights.close();
  }
}

async function warmUp(model: Model, core: Core, { err, signal }: Terminal): Promise<void> {
  err.write(`Loading ${model.id}\n`);
  const options = { dimensions: model.dimensions, purpose: "QUERY", signal } as const;
  const inputs: Input[] = [
    { modality: "TEXT", text: canaryText },
    { modality: "IMAGE", bytes: await canaryImage() },
  ];
  for (const input of inputs)
    if (model.modalities.includes(input.modality))
      await core.provider(model).embed(model, [input], options);
}

async function readImage(path: string): Promise<{ base64: string } | { url: string }> {
  if (/^https?:\/\//.test(path)) return { url: path };
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    const why = { ENOENT: "there is no such file", EISDIR: "it is a directory" }[error.code ?? ""];
    throw new Error(`${path}: ${why ?? "it cannot be read"}.`, { cause: error });
  });
  return { base64: bytes.toString("base64") };
}

/** "a cat,a dog" as a list; may be given several times. */
function split(lists: readonly string[] = []): string[] {
  return lists.flatMap((list) => list.split(",")).flatMap((item) => item.trim() || []);
}
