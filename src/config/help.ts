import type { Setting } from "../../providers/settings.ts";
import { settings } from "./config.ts";
import { fileSettingOf } from "./secret-files.ts";

const table = Object.entries<Setting>(settings).map(
  ([name, setting]) => [name, { ...setting, help: helpOf(name, setting) }] as const,
);

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

function helpOf(name: string, { help, secret }: Setting): string {
  return secret ? `${help}; or ${fileSettingOf(name)} names a file that holds it` : help;
}

function shownDefault(fallback: unknown): string {
  return fallback === undefined || fallback === "" ? "" : ` (${String(fallback)})`;
}

function exampleOf({ fallback, shown }: Setting): string {
  return shown ?? String(fallback ?? "");
}
