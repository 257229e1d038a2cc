// @ts-check
import { build } from "esbuild";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { dist, filesIn, root } from "./sources.js";
import { writeFile } from "./write-file.js";

/** Folders of dist/; whatever else is there was made by others. The command `embed` is a client. */
const rooms = ["models", "providers", "schema", "resolvers", "src", "test", "packages/client/src"];

/**
 * Compiles every file of TypeScript to one of JavaScript. Types are not looked at: `npm run types`
 * does that. What runs in browsers is bundled by pages.js.
 */
export async function compile() {
  const sources = rooms
    .flatMap((room) => filesIn(room, /(?<!\.d)\.ts$/))
    .filter((file) => !/^src\/pages\/.*\/|\/assembly\/|^test\/.*\.test\.ts$/.test(file));
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: sources,
    outbase: root,
    outdir: dist,
    // Bundling, as imports are only then handed to a plugin; each is left where it is.
    bundle: true,
    plugins: [importCompiled],
    treeShaking: false,
    format: "esm",
    platform: "node",
    target: "node20.19",
    write: false,
    logLevel: "error",
  });
  outputFiles.forEach(({ path, contents }) => writeFile(path, contents));
  removeOthers(new Set(outputFiles.map(({ path }) => path)));
}

/** @type {import("esbuild").Plugin} */
const importCompiled = {
  name: "import the compiled file",
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === "entry-point"
        ? undefined
        : { path: path.replace(/^(\..*)\.tsx?$/, "$1.js"), external: true },
    );
  },
};

/** What was compiled of a file that is gone would be found by nobody, and packed. */
function removeOthers(/** @type {Set<string>} */ written) {
  rooms
    .flatMap((room) => filesIn(join("dist", room), /./))
    .map((file) => join(root, file))
    .filter((path) => !written.has(path))
    .forEach((path) => rmSync(path, { force: true }));
}
