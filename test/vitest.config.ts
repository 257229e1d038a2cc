import { defineConfig } from "vitest/config";

export default defineConfig({
  // Vite would load graphql's .mjs for us while its CommonJS users load the .js: two realms.
  resolve: { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] },
  test: {
    // Model processes run the compiled code.
    globalSetup: ["test/support/build.ts"],
    include: ["test/**/*.test.ts"],
    reporters: ["default", "test/support/skipped-reporter.ts"],
    // Processes that tests fork from TypeScript sources inherit this loader.
    pool: "forks",
    maxWorkers: 2,
    execArgv: ["--import", "tsx"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
