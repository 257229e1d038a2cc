import { type Command, type Terminal, runCommand, WrongUsage } from "./command.ts";
import { modelsCheck } from "./models-check.ts";
import { modelsExport } from "./models-export.ts";
import { modelsList } from "./models-list.ts";
import { modelsPull } from "./models-pull.ts";

export const modelsCommands: Readonly<Record<string, Command>> = {
  list: modelsList,
  pull: modelsPull,
  check: modelsCheck,
  export: modelsExport,
};

const help = `Looks after the models of the catalog and their weights.

  npm run models -- list         shows all models
  npm run models -- pull <id>    downloads the weights of one
  npm run models -- check <id>   reads its files back and tries it
  npm run models -- export <id>  makes ONNX files from PyTorch weights (Python)

\`npm run models -- <command> --help\` tells more. An alias will do for an id.
`;

/** Hands over to the command that is named first. */
export function runModels(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  const command = name === undefined ? undefined : modelsCommands[name];
  return command ? runCommand(command, rest, terminal) : runCommand(nameless, args, terminal);
}

const nameless: Command = {
  help,
  async run([name]) {
    throw new WrongUsage(
      name === undefined ? "Which command?" : `There is no command "models ${name}".`,
    );
  },
};
