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
const source = join(root, "src/playground");
const zip = promisify(gzip);

/**
 * Bundles the playground into `folder`: everything the page needs, nothing from another host. The
 * bundles are named by their content, so that browsers may keep them for ever, and have a gzipped
 * copy beside them; index.html, which names them, is written last.
 */
export async function buildPlayground(folder: string): Promise<void> {
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
  const page = await build({
    ...common,
    splitting: true,
    entryPoints: { page: join(source, "page.tsx") },
    define: { WORKERS: JSON.stringify(bundleNames(workers.metafile)) },
    // Monaco's modules import their styles one by one; GraphiQL's sheet holds them all.
    loader: { ".css": "empty" },
  });
  const style = await build({ ...common, entryPoints: { style: join(source, "style.css") } });
  const written = [workers, page, style].flatMap(({ metafile }) =>
    Object.keys(metafile.outputs).map((path) => basename(path)),
  );
  const bundles = written.filter((file) => /\.(js|css)$/.test(file));
  const copies = await Promise.all(bundles.map((bundle) => compress(folder, bundle)));
  await mkdir(join(folder, "photos"), { recursive: true });
  await cp(join(source, "photos"), join(folder, "photos"), { recursive: true });

  let html = await readFile(join(source, "index.html"), "utf8");
  html = html.replace("page.js", bundleNames(page.metafile).page ?? "");
  html = html.replace("style.css", bundleNames(style.metafile).style ?? "");
  await writeFile(join(folder, "index.html"), html);
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

/** `page` to `page-ABCD1234.js`, for each entry point. */
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
  await buildPlayground(join(root, "dist/playground"));
}
