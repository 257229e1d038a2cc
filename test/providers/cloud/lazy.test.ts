import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const script = `
  import { createRequire } from "node:module";
  import { create as cohere } from "./providers/cohere/provider.ts";
  import { create as bedrock } from "./providers/bedrock/provider.ts";
  import { create as gemini } from "./providers/gemini/provider.ts";
  import { create as vertex } from "./providers/vertex/provider.ts";
  const log = { info() {}, warn() {}, error() {} };
  const limits = { REQUEST_TIMEOUT_MS: 1000, MAX_IMAGE_PIXELS: 1000 };
  const settings = { ...limits, CO_API_KEY: "k", GOOGLE_CLOUD_LOCATION: "l",
    COHERE_INPUTS_PER_MINUTE: 1000, COHERE_IMAGES_PER_MINUTE: 1000,
    GEMINI_API_KEY: "k", GEMINI_INPUTS_PER_MINUTE: 1000,
    AWS_REGION: "us-east-1", AWS_BEARER_TOKEN_BEDROCK: "t", BEDROCK_REQUESTS_PER_MINUTE: 1000,
    VERTEX_ENDPOINT: "127.0.0.1:1", VERTEX_INSECURE: true, VERTEX_REQUESTS_PER_MINUTE: 600 };
  const providers = [cohere, gemini, vertex, bedrock].map((create) => create({ settings, log }));
  const model = { id: "amazon/titan-embed-image-v1" };
  const answers = providers.map((provider) => provider.availability(model).status);
  for (const provider of providers) provider.limits(model, "TEXT");
  const loaded = Object.keys(createRequire(import.meta.url).cache)
    .flatMap((file) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(file)?.[1] ?? []);
  const resources = process.getActiveResourcesInfo().filter((name) => /Timeout|TCP|Process/.test(name));
  console.log(JSON.stringify({ answers, loaded: [...new Set(loaded)], resources }));
`;

test("cloud providers load no SDK, and start nothing, until they have something to embed", async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", script],
    { cwd: new URL("../../..", import.meta.url) },
  );
  const { answers, loaded, resources } = JSON.parse(stdout) as Record<string, string[]>;
  expect(answers).toEqual(["READY", "READY", "READY", "READY"]);
  expect(resources).toEqual([]);
  expect(loaded).toContain("cockatiel"); // so the list is no lie
  for (const heavy of [
    "cohere-ai",
    "@google-cloud/aiplatform",
    "@google/genai",
    "google-gax",
    "@aws-sdk/client-bedrock-runtime",
    "@smithy/node-http-handler",
    "sharp",
    "file-type",
  ]) {
    expect(loaded).not.toContain(heavy);
  }
});
