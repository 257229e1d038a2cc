import { type Command, runGroup, type Terminal } from "./command.ts";
import { keysCreate } from "./keys-create.ts";
import { keysList } from "./keys-list.ts";
import { keysRevoke } from "./keys-revoke.ts";

const keysCommands: Readonly<Record<string, Command>> = {
  create: keysCreate,
  list: keysList,
  revoke: keysRevoke,
};

const help = `Looks after the keys that callers of the gateway need.

  npm run keys -- create <name>  makes a key, and prints it once
  npm run keys -- list           shows whose keys there are, and their limits
  npm run keys -- revoke <name>  takes a key away

They are in the file that API_KEYS_FILE names, or \`--file\`; a gateway that runs reads it again.
\`npm run keys -- <command> --help\` tells more.
`;

export function runKeys(args: readonly string[], terminal: Terminal): Promise<number> {
  return runGroup("keys", { help, commands: keysCommands }, args, terminal);
}
