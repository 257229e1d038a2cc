import { readConfig } from "./config.ts";
import { settingsHelp } from "./config-help.ts";

const usage = `Parallax, a GraphQL gateway for image–text embedding models.

  npm start            starts the gateway
  npm start -- --help  shows this

Settings are environment variables, also read from a file .env:

${settingsHelp()}
`;

/** Starts the gateway; ends it when asked to. */
async function serve(): Promise<void> {
  const config = readConfig(process.env);
  // After the settings were checked: a wrong one is refused at once, not a second later.
  const { startGateway } = await import("./gateway.ts");
  const gateway = await startGateway(config);
  const stop = () => {
    // A second signal ends what does not want to end.
    process.once("SIGINT", () => process.exit(130)).once("SIGTERM", () => process.exit(143));
    gateway.close().then(() => process.exit(0), fail);
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

function loadEnvFile(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

loadEnvFile();
if (process.argv.includes("--help") || process.argv.includes("-h")) console.log(usage);
else serve().catch(fail);
