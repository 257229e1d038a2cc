import { type KeyEntry, readKeysFile } from "../access/keys-file.ts";
import { parse } from "./arguments.ts";
import { type Command, WrongUsage } from "./command.ts";
import { fileOfKeys } from "./keys-file.ts";
import { table } from "./table.ts";

export const keysList: Command = {
  help: `Shows whose keys there are, and what limits them. Keys are not shown: nobody has kept them.

  npm run keys -- list [--file file]
`,
  async run(args, terminal) {
    const { values, positionals } = parse(args, { file: { type: "string" } });
    if (positionals.length > 0) {
      throw new WrongUsage(`list takes no "${positionals[0]}".`);
    }
    const keys = await readKeysFile(fileOfKeys(values.file, terminal));
    const rows = keys.map((key) => [key.name, limitsOf(key)]);
    terminal.out.write(table([["name", "limits"], ...rows]));
  },
};

/** As the file has them. */
function limitsOf(key: KeyEntry): string {
  const given = Object.entries(key).filter(
    ([field, value]) => field !== "name" && field !== "sha256" && value !== false,
  );
  return given.map(([field, value]) => `${field} ${shown(value)}`).join("; ") || "none";
}

function shown(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") || "none" : String(value);
}
