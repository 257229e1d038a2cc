import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";

/** Ends with an error when a resource of an operator is not what the operator's types allow. */
const [types = "", file = ""] = process.argv.slice(2);
const packages: Record<string, string> = {
  "keda.sh": "@kubernetes-models/keda",
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator",
};

const resource = parse(readFileSync(file, "utf8")) as { apiVersion: string; kind: string };
const { apiVersion, kind } = resource;
const folder = join(resolve(types), "node_modules", packages[apiVersion.split("/")[0]!]!);
const path = join(folder, apiVersion, `${kind}.js`);
const module = (await import(pathToFileURL(path).href)) as Record<
  string,
  new (resource: unknown) => { validate(): void }
>;
new module[kind]!(resource).validate();
