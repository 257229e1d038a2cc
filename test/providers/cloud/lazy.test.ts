import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

/** The settings of the tests, and an address where nobody is: nothing may be asked yet. */
const script = `
  import { createRequire } from "node:module";
  const { cache } = createRequire(import.meta.url);
  const names = () => Object.keys(cache)
    .flatMap((file) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(file)?.[1] ?? []);
  const { providers, providerSettings } = await import("./providers/index.ts");
  const { catalog } = await import("./models/catalog/index.ts");
  const environment = { CO_API_KEY: "k", GEMINI_API_KEY: "k", VOYAGE_API_KEY: "k", JINA_API_KEY: "k",
    VERTEX_ENDPOINT: "127.0.0.1:1", VERTEX_INSECURE: "true",
    AWS_REGION: "us-east-1", AWS_BEARER_TOKEN_BEDROCK: "t" };
  const settings = Object.fromEntries(Object.entries(providerSettings).map(([name, { type, fallback }]) =>
    [name, type.parse(environment[name] ?? fallback)]));
  const context = { settings: { ...settings, REQUEST_TIMEOUT_MS: 1000, MAX_IMAGE_PIXELS: 1000 },
    log: { info() {}, warn() {}, error() {} } };
  const answers = {};
  for (const model of catalog.filter(({ hosting }) => hosting === "CLOUD")) {
    const provider = await providers[model.provider](context);
    provider.limits(model, "TEXT");
    answers[model.id] = provider.availability(model).status;
  }
  const resources = process.getActiveResourcesInfo().filter((name) => /Timeout|TCP|Process/.test(name));
  console.log(JSON.stringify({ answers, loaded: [...new Set(names())], resources }));
`;

test("cloud providers load no SDK, and start nothing, until they have something to embed", async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", script],
    { cwd: new URL("../../..", import.meta.url) },
  );
  const { answers, loaded, resources } = JSON.parse(stdout) as {
    answers: Record<string, string>;
    loaded: string[];
    resources: string[];
  };
  expect(Object.keys(answers).length).toBeGreaterThan(7);
  expect([...new Set(Object.values(answers))]).toEqual(["READY"]);
  expect(resources).toEqual([]);
  expect(loaded).toContain("cockatiel"); // so the list is no lie
  for (const heavy of [
    "cohere-ai",
    "@google-cloud/aiplatform",
    "google-auth-library", // which the SDK of Gemini loads
    "google-gax",
    "@aws-sdk/client-bedrock-runtime",
    "@smithy/node-http-handler",
    "sharp",
    "file-type",
  ]) {
    expect(loaded).not.toContain(heavy);
  }
});
