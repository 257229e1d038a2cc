"use strict";
// npm runs this where the package is installed, before the scripts of its dependencies.
const { existsSync, readFileSync, renameSync, writeFileSync } = require("fs");
const { dirname, join } = require("path");

/**
 * onnxruntime-node's own script downloads 300 MB of CUDA libraries on Linux, and fails without a
 * network. That is for who asks for it, by ONNXRUNTIME_NODE_INSTALL=cuda12; it is asked for by
 * default, and a package cannot set another default for its installer.
 */
const leaveCudaOut = () => {
  const folder = dirname(require.resolve("onnxruntime-node/package.json"));
  const script = join(folder, "script", "install.js");
  const content = readFileSync(script, "utf8");
  const line = 'process.env.ONNXRUNTIME_NODE_INSTALL ??= "skip"; // by parallax\n';
  if (!content.startsWith(line)) {
    // A new file: some installers share one between projects.
    writeFileSync(`${script}.new`, line + content);
    renameSync(`${script}.new`, script);
  }
};

// In a clone, package-lock.json says that the script is not run.
if (!existsSync(join(__dirname, "..", "src", "cli.ts"))) {
  try {
    leaveCudaOut();
  } catch (error) {
    console.error(`CUDA libraries may be downloaded: ${error.message}`);
  }
}
