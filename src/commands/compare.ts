import { readFile } from "node:fs/promises";
import { parse } from "./arguments.ts";
import { modelNamed, openEngine } from "./open.ts";
import { type Command, WrongUsage } from "./command.ts";
import { compareText } from "./compare-text.ts";
import { prepareModels } from "./prepare-models.ts";

export const compare: Command = {
  help: `Compares models on your own images: which text fits best, according to each?

  npm run compare -- --models mini,ViT-B-32 --texts "a cat,a dog" photo.jpg other.png

  --models     ids or aliases, separated by commas
  --texts      texts, separated by commas
  --text       one text as it is, with its commas; may be repeated
  --templates  such as "a photo of a {label}.", separated by commas; @imagenet80 and @imagenet7
               name lists; each model's own when left out
  --template   one template as it is; may be repeated
  --json       the answer of the GraphQL query, for programs

Images are files or URLs. Missing weights are downloaded first. Cloud models send the images and
texts to their provider and cost money. Exits with 1 when a model or an image failed.
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
    if (names.length === 0) {
      throw new WrongUsage("Which models? Give --models a,b,c.");
    }
    if (texts.length === 0) {
      throw new WrongUsage('Which texts? Give --texts "a cat,a dog".');
    }
    if (positionals.length === 0) {
      throw new WrongUsage("Which images? Give one file or more.");
    }
    const images = await Promise.all(positionals.map(readImage));
    const engine = await openEngine(terminal);
    try {
      for (const name of names) {
        modelNamed(name, engine.models);
      }
      const variables = {
        images,
        texts,
        models: names,
        ...(templates.length > 0 && { templates }),
      };
      // Loaded here: GraphQL takes a while that `--help` need not.
      const { runCompare } = await import("./compare-query.ts");
      const { data, errors = [] } = await runCompare(engine, variables, terminal.signal, (models) =>
        prepareModels(models, engine, terminal),
      );
      terminal.signal.throwIfAborted();
      if (!data) {
        throw new Error(errors.map(({ message }) => message).join("\n"));
      }
      const { out } = terminal;
      out.write(
        values.json
          ? `${JSON.stringify({ data, ...(errors.length > 0 && { errors }) }, undefined, 2)}\n`
          : compareText(
              { ...data.compare, images: positionals, texts, errors },
              out.columns ?? 120,
            ),
      );
      if (errors.length > 0 || data.compare.results.some(({ error }) => error)) {
        throw new Error("Not everything could be compared.");
      }
    } finally {
      await engine.close();
    }
  },
};

async function readImage(path: string): Promise<{ base64: string } | { url: string }> {
  if (/^https?:\/\//.test(path)) {
    return { url: path };
  }
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
