import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { settings } from "../../src/config/config.ts";

/**
 * What can be said about the deployment files without the tools that define them; those are called by
 * check.sh here, which CI runs.
 */
interface Service {
  readonly environment?: Record<string, string>;
  readonly volumes?: readonly string[];
  readonly read_only?: boolean;
  readonly stop_grace_period?: string;
}
const dockerfile = readFileSync("Dockerfile", "utf8");
const compose = parse(readFileSync("compose.yaml", "utf8")) as {
  services: Record<string, Service>;
};
const templates = readdirSync("deploy/helm/templates", { recursive: true, encoding: "utf8" })
  .filter((file) => /\.(yaml|tpl)$/.test(file))
  .map((file) => readFileSync(join("deploy/helm/templates", file), "utf8"))
  .join("\n");
const values = parse(readFileSync("deploy/helm/values.yaml", "utf8")) as Record<string, any>;
/** `keys` is the operator's own, made by the command that docs/operate.md names. */
const made = ["./keys"];

describe("the image", () => {
  it("sets only what is a setting", () => {
    const [, line] = /^ENV (.*)$/m.exec(dockerfile)!;
    const names = line!.split(" ").map((pair) => pair.split("=")[0]!);
    expect(names.filter((name) => !(name in settings))).toEqual(["NODE_ENV"]);
  });

  it("is built from files that exist", () => {
    const paths = readFileSync(".dockerignore", "utf8").matchAll(/^!(.+)$/gm);
    const missing = [...paths].map(([, path]) => path!).filter((path) => !existsSync(path));
    expect(missing).toEqual([]);
  });

  it("is run by a number that is not root's", () => {
    expect(dockerfile).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
  });
});

describe("compose.yaml", () => {
  const { gateway } = compose.services;

  it("mounts files that exist", () => {
    const mounted = Object.values(compose.services).flatMap(({ volumes = [] }) =>
      volumes.map((volume) => volume.split(":")[0]!).filter((path) => path.startsWith(".")),
    );
    expect(mounted).toContain("./deploy/prometheus");
    expect(mounted.filter((path) => !made.includes(path) && !existsSync(path))).toEqual([]);
  });

  it("sets only what is a setting", () => {
    const names = Object.keys(gateway!.environment!);
    expect(names.filter((name) => !(name in settings))).toEqual([]);
  });

  it("leaves a gateway longer than its requests have to end", () => {
    const seconds = Number(/^(\d+)s$/.exec(gateway!.stop_grace_period!)![1]);
    expect(seconds * 1000).toBeGreaterThan(settings.SHUTDOWN_TIMEOUT_MS.fallback as number);
    expect(gateway!.read_only).toBe(true);
  });
});

describe("the chart", () => {
  it("has the version of the package", () => {
    const chart = parse(readFileSync("deploy/helm/Chart.yaml", "utf8")) as { appVersion: string };
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(chart.appVersion).toBe(version);
  });

  it("sets only what is a setting", () => {
    const own = [...templates.matchAll(/\$own "([A-Z_]+)"|"([A-Z_]+)" "[^"]+"(?= "| \})/g)];
    const names = own.map(([, set, listed]) => set ?? listed!);
    expect(names).toContain("API_KEYS_FILE");
    expect(names).toContain("PORT");
    expect(names.filter((name) => !(name in settings))).toEqual([]);
  });

  it("uses each of its values, and has each that it uses", () => {
    const used = new Set([...templates.matchAll(/\.Values\.(\w+)/g)].map(([, name]) => name!));
    expect([...used].toSorted()).toEqual(Object.keys(values).toSorted());
    const schema = JSON.parse(readFileSync("deploy/helm/values.schema.json", "utf8"));
    const described = Object.keys(schema.properties).filter((name) => name !== "global");
    expect(described.toSorted()).toEqual([...used].toSorted());
  });

  it("scales by a metric that the gateway has", () => {
    const [, metric] = /query: sum\((\w+)\{/.exec(templates)!;
    const telemetry = readdirSync("src/telemetry", { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(join("src/telemetry", file), "utf8"));
    expect(telemetry.some((source) => source.includes(`"${metric}"`))).toBe(true);
  });
});
