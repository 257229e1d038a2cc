import { spawnSync } from "node:child_process";

/**
 * Compiles the project, its client and its pages before the tests: test files run side by side, and one
 * that built them while another used them would take them away. Type errors are another check's
 * business.
 */
export default function build(): void {
  const run = (...command: string[]) =>
    spawnSync(command[0]!, command.slice(1), { stdio: "ignore" });
  run("npx", "tsc");
  run("npm", "run", "build", "--workspace", "parallax-client");
  run("node", "dist/src/pages/build.js");
}
