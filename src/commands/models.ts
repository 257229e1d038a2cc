import { type Command, runGroup, type Terminal } from "./command.ts";
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

export function runModels(args: readonly string[], terminal: Terminal): Promise<number> {
  return runGroup("models", { help, commands: modelsCommands }, args, terminal);
}
