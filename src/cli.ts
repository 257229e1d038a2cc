import { packageVersion } from "../providers/package-root.ts";
import type { Terminal } from "./commands/command.ts";
import { readConfig } from "./config/config.ts";
import { settingsHelp } from "./config/help.ts";

const usage = `Parallax, a GraphQL gateway for image–text embedding models.

  npm start        starts the gateway
  npm run models   lists models; downloads, checks and exports their weights
  npm run compare  compares models on your own images
  npm run embed    embeds folders and files of any size, to a file of vectors
  npm run keys     makes, lists and revokes the keys that callers need

Each tells more with \`-- --help\`; \`npm start -- --version\` tells the version. Where the package is
installed, they are \`parallax\`, \`parallax models\` and so on, without the \`--\`.

Settings are environment variables, also read from a file .env:

${settingsHelp()}
`;

loadEnvFile();
main(process.argv.slice(2)).then((code) => (process.exitCode = code), fail);

/** The exit code; a server that was started goes on. */
async function main([command, ...args]: readonly string[]): Promise<number> {
  if (command === "models") {
    return (await import("./commands/models.ts")).runModels(args, openTerminal());
  }
  if (command === "keys") {
    return (await import("./commands/keys.ts")).runKeys(args, openTerminal());
  }
  if (command === "compare") {
    const { runCommand } = await import("./commands/command.ts");
    const { compare } = await import("./commands/compare.ts");
    return runCommand(compare, args, openTerminal());
  }
  if (command === "embed") {
    const { runCommand } = await import("./commands/command.ts");
    const { embed } = await import("./commands/embed/embed.ts");
    return runCommand(embed, args, openTerminal());
  }
  if (command === "--version") {
    console.log(packageVersion());
  } else if (command === "--help" || command === "-h" || args.includes("--help")) {
    console.log(usage);
  } else if (command === undefined || command === "serve") {
    await serve();
  } else {
    return wrong(command);
  }
  return 0;
}

function wrong(command: string): number {
  console.error(`There is no command "${command}".\n\n${usage}`);
  return 2;
}

/** Ctrl-C asks a command to clear up and end. */
function openTerminal(): Terminal {
  const stop = new AbortController();
  onceAskedToEnd(() => stop.abort());
  return { out: process.stdout, err: process.stderr, env: process.env, signal: stop.signal };
}

/** Starts the gateway; ends it when asked to. */
async function serve(): Promise<void> {
  const config = readConfig(process.env);
  // Else graphql-js looks at every type of every field for a second copy of itself.
  process.env["NODE_ENV"] ??= "production";
  // After the settings were checked: a wrong one is refused at once, not a second later.
  const { startGateway } = await import("./gateway.ts");
  const gateway = await startGateway(config);
  onceAskedToEnd(() => gateway.close().then(() => process.exit(0), fail));
}

/** Signals that ask to end, and the exit codes they stand for. Not SIGHUP: nohup ignores it. */
const endings = { SIGINT: 130, SIGTERM: 143 } as const;

/** A second signal ends what does not want to end. */
function onceAskedToEnd(end: () => void): void {
  let asked = false;
  for (const [signal, code] of Object.entries(endings)) {
    process.on(signal, () => {
      if (asked) {
        process.exit(code);
      }
      asked = true;
      end();
    });
  }
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

function loadEnvFile(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      throw error;
    }
  }
}
