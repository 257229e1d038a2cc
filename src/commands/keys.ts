import { type Command, type Terminal, runCommand, WrongUsage } from "./command.ts";
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

/** Hands over to the command that is named first. */
export function runKeys(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  const command = name === undefined ? undefined : keysCommands[name];
  return command ? runCommand(command, rest, terminal) : runCommand(nameless, args, terminal);
}

const nameless: Command = {
  help,
  async run([name]) {
    throw new WrongUsage(
      name === undefined ? "Which command?" : `There is no command "keys ${name}".`,
    );
  },
};
