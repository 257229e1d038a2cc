import type { Setting } from "../../providers/settings.ts";
import { settings } from "./config.ts";

const table = Object.entries<Setting>(settings);

/** The settings as `--help` prints them. */
export function settingsHelp(): string {
  const rows = table.map(([name, { fallback, help }]) => [name, help + shownDefault(fallback)]);
  const width = Math.max(...rows.map(([name]) => name!.length));
  return rows.map(([name, help]) => `  ${name!.padEnd(width)}  ${help}`).join("\n");
}

/** The settings as a `.env` file in which every line is commented out. */
export function envExample(): string {
  const lines = table.map(
    ([name, setting]) => `# ${setting.help}\n# ${name}=${exampleOf(setting)}\n`,
  );
  return `# Copy to .env and uncomment what you change. Made by \`npm run generate\`.\n\n${lines.join("\n")}`;
}

/** The settings as the README's table. */
export function settingsTable(): string {
  const rows = table.map(
    ([name, setting]) => `| \`${name}\` | ${exampleOf(setting)} | ${setting.help} |`,
  );
  return ["| setting | default | what it is |", "| --- | --- | --- |", ...rows].join("\n");
}

function shownDefault(fallback: unknown): string {
  return fallback === undefined || fallback === "" ? "" : ` (${String(fallback)})`;
}

function exampleOf({ fallback, shown }: Setting): string {
  return shown ?? String(fallback ?? "");
}
