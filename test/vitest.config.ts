import { defineConfig } from "vitest/config";

export default defineConfig({
  // Vite would load graphql's .mjs for us while its CommonJS users load the .js: two realms.
  resolve: { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] },
  test: {
    include: ["test/**/*.test.ts"],
    // Model processes are forked from TypeScript sources: they inherit this loader.
    pool: "forks",
    execArgv: ["--import", "tsx"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
