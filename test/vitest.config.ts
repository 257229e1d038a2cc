import { defineConfig } from "vitest/config";
import { noTelemetry } from "../providers/environment.ts";

const root = new URL("..", import.meta.url).pathname;
const all = "test/**/*.test.ts";
/** Of functions that keep nothing: these files share their modules, which else each would load. */
const pure = ["models", "src/pages", "src/config", "providers/resilience"].map(
  (room) => `test/${room}/**/*.test.ts`,
);

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
      { extends: true, test: { name: "pure", include: pure, isolate: false } },
      { extends: true, test: { name: "rest", include: [all], exclude: pure } },
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
