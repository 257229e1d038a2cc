// @ts-check
import { createRequire } from "node:module";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { dist, fingerprint } from "./sources.js";
import { writeFile } from "./write-file.js";

/** What dist/ was built of; written last. */
const stamp = join(dist, "built.json");

/** Builds dist/ unless it is what the sources give. Several processes may do so at once. */
export async function buildIfStale() {
  const why = whyStale();
  if (why) {
    console.error(`Building, because ${why}.`);
    await build();
  }
}

function whyStale() {
  const { sources, pages } = readStamp();
  if (sources === undefined) {
    return "nothing is built yet";
  }
  if (sources !== fingerprint()) {
    return "the sources are newer than what is built";
  }
  return !pages && canBuildPages() ? "the pages are missing" : undefined;
}

/**
 * @returns whether the pages are there, which need the development dependencies
 * @throws Error when esbuild is missing
 */
export async function build() {
  const sources = fingerprint();
  const { compile, buildPages } = await loadBuilder();
  rmSync(stamp, { force: true });
  await compile();
  const pages = canBuildPages();
  if (pages) {
    await buildPages(join(dist, "pages"));
  } else {
    console.error("The pages are left out: they need the development dependencies (`npm ci`).");
  }
  writeFile(stamp, Buffer.from(JSON.stringify({ sources, pages })));
  return pages;
}

/** Where everything is built, esbuild may be gone. */
async function loadBuilder() {
  try {
    return { ...(await import("./compile.js")), ...(await import("./pages.js")) };
  } catch (cause) {
    throw new Error("There is no esbuild to build with: run `npm ci`, then `npm run build`.", {
      cause,
    });
  }
}

/** @returns {{ sources?: string, pages?: boolean }} */
function readStamp() {
  try {
    return JSON.parse(readFileSync(stamp, "utf8"));
  } catch {
    return {};
  }
}

function canBuildPages() {
  try {
    createRequire(import.meta.url).resolve("@graphiql/react/package.json");
    return true;
  } catch {
    return false;
  }
}
