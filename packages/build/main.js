// @ts-check
import { build } from "./build.js";

// The package that is published has pages.
if (!(await build()) && process.env["npm_lifecycle_event"] === "prepack") {
  process.exitCode = 1;
}
