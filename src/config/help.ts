import { settings } from "./config.ts";

/** The settings as `--help` prints them. */
export function settingsHelp(): string {
  const rows = Object.entries(settings).map(([name, { fallback, help }]) => [
    name,
    help + shownDefault(fallback),
  ]);
  const width = Math.max(...rows.map(([name]) => name!.length));
  return rows.map(([name, help]) => `  ${name!.padEnd(width)}  ${help}`).join("\n");
}

/** The settings as a `.env` file in which every line is commented out. */
export function envExample(): string {
  const lines = Object.entries(settings).map(
    ([name, { fallback, help }]) => `# ${help}\n# ${name}=${exampleOf(name, fallback)}\n`,
  );
  return `# Copy to .env and uncomment what you change. Made by \`npm run generate\`.\n\n${lines.join("\n")}`;
}

/** The settings as the README's table. */
export function settingsTable(): string {
  const rows = Object.entries(settings).map(
    ([name, { fallback, help }]) => `| \`${name}\` | ${exampleOf(name, fallback)} | ${help} |`,
  );
  return ["| setting | default | what it is |", "| --- | --- | --- |", ...rows].join("\n");
}

function shownDefault(fallback: unknown): string {
  return fallback === undefined || fallback === "" ? "" : ` (${String(fallback)})`;
}

/** The default of this one depends on the machine. */
function exampleOf(name: string, fallback: unknown): string {
  return name === "HF_HOME" ? "~/.cache/huggingface" : String(fallback ?? "");
}
