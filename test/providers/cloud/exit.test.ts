import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const script = `
  import { create as bedrock } from "./providers/bedrock/provider.ts";
  import { create as cohere } from "./providers/cohere/provider.ts";
  import { create as gemini } from "./providers/gemini/provider.ts";
  import { create as vertex } from "./providers/vertex/provider.ts";
  import { startBedrock } from "./test/servers/bedrock.ts";
  import { startCohere } from "./test/servers/cohere.ts";
  import { startGemini } from "./test/servers/gemini.ts";
  import { startVertex } from "./test/servers/vertex.ts";
  import { embedV4, geminiEmbedding2, multimodal } from "./test/providers/cloud-models.ts";
  import { titan } from "./test/providers/bedrock/set-up.ts";
  const log = { info() {}, warn() {}, error() {} };
  const servers = [await startCohere(), await startVertex(), await startBedrock(), await startGemini()];
  const settings = { REQUEST_TIMEOUT_MS: 400, MAX_IMAGE_PIXELS: 1000, GOOGLE_CLOUD_LOCATION: "l",
    CO_API_KEY: servers[0].key, COHERE_BASE_URL: servers[0].url,
    COHERE_INPUTS_PER_MINUTE: 1000, COHERE_IMAGES_PER_MINUTE: 1000,
    VERTEX_ENDPOINT: servers[1].endpoint, VERTEX_INSECURE: true, VERTEX_REQUESTS_PER_MINUTE: 600,
    GEMINI_API_KEY: servers[3].key, GEMINI_BASE_URL: servers[3].url, GEMINI_INPUTS_PER_MINUTE: 1000,
    AWS_REGION: servers[2].region, AWS_BEARER_TOKEN_BEDROCK: servers[2].token,
    BEDROCK_ENDPOINT: servers[2].url, BEDROCK_REQUESTS_PER_MINUTE: 1000 };
  const providers = [cohere, vertex, bedrock, gemini].map((create) => create({ settings, log }));
  const tiff = Buffer.from("II*\\0broken");
  await Promise.all(providers.map(async (provider, i) => {
    for (const fault of ["drop", "hang", { status: 500 }, undefined]) {
      servers[i].faults.always(fault);
      const model = [embedV4, multimodal, titan, geminiEmbedding2][i];
      for (const input of [{ modality: "TEXT", text: "x" }, { modality: "IMAGE", bytes: tiff }])
        await provider.embed(model, [input], { dimensions: 256, purpose: "QUERY" }).catch(() => {});
    }
  }));
  await Promise.all([...providers, ...servers].map((each) => each.close()));
  console.log("closed");
`;

test("after all kinds of trouble, closed providers keep no process alive", async () => {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", script],
    {
      cwd: new URL("../../..", import.meta.url),
      timeout: 110_000,
      // AWS's SDK warns of versions of Node that its next ones will not run on.
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    },
  );
  expect(stdout).toBe("closed\n");
  expect(stderr).toBe(""); // no warnings of leaks, of missing credentials, of unhandled rejections
}, 120_000);
