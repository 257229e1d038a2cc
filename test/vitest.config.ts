import { defineConfig } from "vitest/config";
import { noTelemetry } from "../providers/environment.ts";

const root = new URL("..", import.meta.url).pathname;
const all = "test/**/*.test.ts";
/** These files leave nothing behind and share their modules, which else each would load. */
const shared = [
  "models",
  "providers/bedrock",
  "providers/cloud",
  "providers/cohere",
  "providers/gemini",
  "providers/onnx/engines",
  "providers/remote",
  "providers/resilience",
  "providers/vertex",
  "providers/voyage",
  "schema",
  "src/commands/embed",
  "src/config",
  "src/graphql",
  "src/http",
  "src/inference",
  "src/openai",
  "src/pages",
  "src/replicas",
  "src/telemetry",
  "src/video",
].map((room) => `test/${room}/**/*.test.ts`);

export default defineConfig({
  // Vite would load graphql's .mjs for us while its CommonJS users load the .js: two realms.
  resolve: {
    alias: [
      { find: /^graphql$/, replacement: "graphql/index.js" },
      { find: "parallax-client", replacement: `${root}packages/client/src/index.ts` },
    ],
  },
  test: {
    // Model processes run the compiled code.
    globalSetup: ["test/support/build.ts"],
    projects: [
      { extends: true, test: { name: "shared", include: shared, isolate: false } },
      { extends: true, test: { name: "apart", include: [all], exclude: shared } },
    ],
    reporters: ["default", "test/support/skipped-reporter.ts"],
    pool: "forks",
    // Some tests run graphs in their own process.
    env: noTelemetry,
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
