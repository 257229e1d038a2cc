import { spawnSync } from "node:child_process";

/** Compiles the project and its client before the tests. Type errors are another check's business. */
export default function build(): void {
  spawnSync("npx", ["tsc"], { stdio: "ignore" });
  spawnSync("npm", ["run", "build", "--workspace", "parallax-client"], { stdio: "ignore" });
}
