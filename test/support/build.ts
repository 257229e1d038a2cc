import { spawnSync } from "node:child_process";
import { buildIfStale } from "../../packages/build/build.js";

/**
 * Builds the project, its client and its pages before the tests: test files run side by side, and one
 * that built them while another used them would take them away.
 */
export default async function build(): Promise<void> {
  await buildIfStale();
  spawnSync("npm", ["run", "build", "--workspace", "parallax-client"], { stdio: "ignore" });
}
