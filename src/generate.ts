import "reflect-metadata";
import { printSchema } from "graphql";
import { readFileSync, writeFileSync } from "node:fs";
import { envExample, settingsTable } from "./config/help.ts";
import { createSchema } from "./graphql/schema.ts";

/** Writes the files that are made from code; CI fails when one of them is stale. */
const header = "# Made by `npm run generate` from the classes in this folder. Do not edit.\n\n";
writeFileSync("schema/schema.graphql", `${header}${printSchema(createSchema())}\n`);
writeFileSync(".env.example", envExample());
fillReadme("settings", settingsTable());

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
function fillReadme(name: string, text: string): void {
  const readme = readFileSync("README.md", "utf8");
  const section = new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- /${name} -->)`);
  writeFileSync(
    "README.md",
    readme.replace(section, (_, open, close) => open + text + close),
  );
}
