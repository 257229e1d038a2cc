import { editKeysFile } from "../access/edit-keys.ts";
import { parse } from "./arguments.ts";
import type { Command } from "./command.ts";
import { fileOfKeys, oneName } from "./keys-file.ts";

export const keysRevoke: Command = {
  help: `Takes a key away: a gateway that runs refuses it within a second.

  npm run keys -- revoke <name> [--file file]
`,
  async run(args, terminal) {
    const { values, positionals } = parse(args, { file: { type: "string" } });
    const name = oneName(positionals);
    const file = fileOfKeys(values.file, terminal);
    await editKeysFile(file, (keys) => {
      const others = keys.filter((key) => key.name !== name);
      if (others.length === keys.length) {
        const names = keys.map((key) => key.name).join(", ") || "none";
        throw new Error(`${file} has no key "${name}". Its keys: ${names}.`);
      }
      return others;
    });
    terminal.out.write(`Revoked: ${name}\n`);
  },
};
