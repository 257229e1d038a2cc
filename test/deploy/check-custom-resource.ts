import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";

/**
 * Ends with an error when a resource of an operator is not what the operator's own types say: their
 * validation lets fields pass that do not exist, the compiler does not.
 */
const [types = "", file = ""] = process.argv.slice(2);
const packages: Record<string, string> = {
  "keda.sh": "@kubernetes-models/keda",
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator",
};

const resource = parse(readFileSync(file, "utf8")) as { apiVersion: string; kind: string };
const { apiVersion, kind } = resource;
const path = `${packages[apiVersion.split("/")[0]!]}/${apiVersion}/${kind}`;

const module = (await import(
  pathToFileURL(join(resolve(types), "node_modules", `${path}.js`)).href
)) as Record<string, new (resource: unknown) => { validate(): void }>;
new module[kind]!(resource).validate();

const program = join(types, `${kind}.ts`);
writeFileSync(
  program,
  `import type { I${kind} } from "${path}";
export default ${JSON.stringify(resource)} satisfies I${kind};
`,
);
const options = ["--noEmit", "--strict", "--skipLibCheck", "--ignoreConfig"];
const modules = ["--module", "nodenext", "--types", ""];
execFileSync("node_modules/.bin/tsc", [...options, ...modules, program], { stdio: "inherit" });
