import { build } from "esbuild";
import type { BuildOptions, Metafile } from "esbuild";
import { realpathSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

// This file runs as it is and, compiled, from dist/; the sources it bundles are in src/ alone.
const root = join(import.meta.dirname, import.meta.filename.endsWith(".ts") ? "../.." : "../../..");
const source = join(root, "src/pages");
const zip = promisify(gzip);

/** Each has a folder with index.html and style.css; all but home have page.tsx, too. */
const pages = ["home", "playground", "compare"] as const;

/**
 * Bundles the pages into `folder`: everything they need, nothing from another host. The bundles are
 * named by their content, so that browsers may keep them for ever, and have a gzipped copy beside
 * them; what the pages share is in common chunks. The HTML, which names them, is written last.
 */
export async function buildPages(folder: string): Promise<void> {
  const common: BuildOptions & { metafile: true } = {
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    outdir: folder,
    entryNames: "[name]-[hash]",
    chunkNames: "chunk-[hash]",
    legalComments: "linked",
    metafile: true,
  };
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
  const written = [workers, scripts, styles].flatMap(({ metafile }) =>
    Object.keys(metafile.outputs).map((path) => basename(path)),
  );
  const bundles = written.filter((file) => /\.(js|css)$/.test(file));
  const copies = await Promise.all(bundles.map((bundle) => compress(folder, bundle)));
  await mkdir(join(folder, "photos"), { recursive: true });
  await cp(join(source, "photos"), join(folder, "photos"), { recursive: true });

  const [script, style] = [bundleNames(scripts.metafile), bundleNames(styles.metafile)];
  for (const page of pages) {
    const html = (await readFile(join(source, page, "index.html"), "utf8"))
      .replace("page.js", script[page] ?? "")
      .replace("style.css", style[page] ?? "");
    await writeFile(join(folder, `${page}.html`), html);
  }
  await removeStale(folder, [...written, ...copies]);
}

/** Monaco's workers, from the very packages that GraphiQL brings along. */
function workerEntries(): Record<string, string> {
  const here = createRequire(import.meta.url);
  const graphiql = createRequire(here.resolve("@graphiql/react/package.json"));
  return {
    editor: graphiql.resolve("monaco-editor/esm/vs/editor/editor.worker.js"),
    json: graphiql.resolve("monaco-editor/esm/vs/language/json/json.worker.js"),
    graphql: graphiql.resolve("monaco-graphql/esm/graphql.worker.js"),
  };
}

/** `compare` to `compare-ABCD1234.js`, for each entry point. */
function bundleNames({ outputs }: Metafile): Record<string, string> {
  const files = Object.keys(outputs).filter((path) => outputs[path]?.entryPoint);
  return Object.fromEntries(
    files.map((path) => [basename(path).replace(/-[A-Z0-9]{8}\.\w+$/, ""), basename(path)]),
  );
}

/** Answers the name of the copy. */
async function compress(folder: string, bundle: string): Promise<string> {
  const copy = `${bundle}.gz`;
  await writeFile(join(folder, copy), await zip(await readFile(join(folder, bundle))));
  return copy;
}

/** Bundles of earlier builds go last: a page that is being loaded still finds its parts. */
async function removeStale(folder: string, fresh: readonly string[]): Promise<void> {
  const stale = (await readdir(folder)).filter(
    (file) => /-[A-Z0-9]{8}\./.test(file) && !fresh.includes(file),
  );
  await Promise.all(stale.map((file) => rm(join(folder, file))));
}

if (process.argv[1] && realpathSync(process.argv[1]) === import.meta.filename) {
  await buildPages(join(root, "dist/pages"));
}
