// @ts-check
import { build } from "esbuild";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { root } from "./sources.js";
import { writeFile } from "./write-file.js";

const source = join(root, "src/pages");
const zip = promisify(gzip);

/** Each has a folder with index.html and style.css; all but home have page.tsx, too. */
const pages = ["home", "playground", "compare"];

/**
 * Bundles the pages into `folder`: everything they need, nothing from another host. The bundles are
 * named by their content, so that browsers may keep them for ever, and have a gzipped copy beside
 * them; what the pages share is in common chunks. The HTML, which names them, is written last.
 *
 * @param {string} folder
 */
export async function buildPages(folder) {
  const common = /** @type {const} */ ({
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    outdir: folder,
    entryNames: "[name]-[hash]",
    chunkNames: "chunk-[hash]",
    legalComments: "linked",
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const workers = await build({ ...common, entryPoints: workerEntries() });
  const scripts = await build({
    ...common,
    splitting: true,
    entryPoints: {
      playground: join(source, "playground/page.tsx"),
      compare: join(source, "compare/page.tsx"),
    },
    define: {
      WORKERS: JSON.stringify(bundleNames(workers.metafile)),
      "process.env.NODE_ENV": '"production"',
    },
    // Monaco's modules import their styles one by one; GraphiQL's sheet holds them all.
    loader: { ".css": "empty" },
  });
  const styles = await build({
    ...common,
    entryPoints: Object.fromEntries(pages.map((page) => [page, join(source, page, "style.css")])),
  });
  const written = [workers, scripts, styles].flatMap(({ outputFiles }) => outputFiles);
  written.forEach(({ path, contents }) => writeFile(path, contents));
  const bundles = written.filter(({ path }) => /\.(js|css)$/.test(path));
  const copies = await Promise.all(bundles.map(compress));
  for (const photo of readdirSync(join(source, "photos"))) {
    writeFile(join(folder, "photos", photo), readFileSync(join(source, "photos", photo)));
  }

  const [script, style] = [bundleNames(scripts.metafile), bundleNames(styles.metafile)];
  for (const page of pages) {
    const html = readFileSync(join(source, page, "index.html"), "utf8")
      .replace("page.js", script[page] ?? "")
      .replace("style.css", style[page] ?? "");
    writeFile(join(folder, `${page}.html`), Buffer.from(html));
  }
  removeStale(folder, [...written.map(({ path }) => basename(path)), ...copies]);
}

/** Monaco's workers, from the very packages that GraphiQL brings along. */
function workerEntries() {
  const here = createRequire(import.meta.url);
  const graphiql = createRequire(here.resolve("@graphiql/react/package.json"));
  return {
    editor: graphiql.resolve("monaco-editor/esm/vs/editor/editor.worker.js"),
    json: graphiql.resolve("monaco-editor/esm/vs/language/json/json.worker.js"),
    graphql: graphiql.resolve("monaco-graphql/esm/graphql.worker.js"),
  };
}

/**
 * `compare` to `compare-ABCD1234.js`, for each entry point.
 *
 * @returns {Record<string, string>}
 */
function bundleNames(/** @type {import("esbuild").Metafile} */ { outputs }) {
  const files = Object.keys(outputs).filter((path) => outputs[path]?.entryPoint);
  return Object.fromEntries(
    files.map((path) => [basename(path).replace(/-[A-Z0-9]{8}\.\w+$/, ""), basename(path)]),
  );
}

/** Answers the name of the copy. */
async function compress(/** @type {import("esbuild").OutputFile} */ { path, contents }) {
  writeFile(`${path}.gz`, await zip(contents));
  return basename(`${path}.gz`);
}

/**
 * Bundles of earlier builds go last: a page that is being loaded still finds its parts.
 *
 * @param {string} folder
 * @param {readonly string[]} fresh
 */
function removeStale(folder, fresh) {
  readdirSync(folder)
    .filter((file) => /-[A-Z0-9]{8}\./.test(file) && !fresh.includes(file))
    .forEach((file) => rmSync(join(folder, file), { force: true }));
}
