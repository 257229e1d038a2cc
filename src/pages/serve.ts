import express from "express";
import type { NextFunction, Request, Response, Router } from "express";
import { existsSync } from "node:fs";
import { basename, extname, join } from "node:path";

/**
 * The pages that browsers get, and their files under `/pages/`. Everything else is passed on: mount
 * it before the GraphQL endpoint, which shares the playground's path. `folder` is what build.ts wrote.
 */
export function pages(folder = builtFolder()): Router {
  const router = express.Router();
  const page = (name: string) => (request: Request, response: Response, next: NextFunction) => {
    response.vary("Accept");
    if (wantsPage(request)) {
      sendPage(request, response, folder, `${name}.html`);
    } else {
      next();
    }
  };
  router.get("/", page("home"), (_, response) => response.redirect("graphql"));
  router.get("/compare", page("compare"));
  router.get("/graphql", page("playground"));
  router.use("/pages", preferGzip(folder));
  router.use("/pages", express.static(folder, { index: false, setHeaders: keepFor }));
  return router;
}

/** Without the development dependencies they are not. */
export function pagesAreBuilt(): boolean {
  return existsSync(join(builtFolder(), "home.html"));
}

/** Browsers name text/html; programs name JSON, or take anything. */
function wantsPage(request: Request): boolean {
  return request.accepts(["application/json", "text/html"]) === "text/html";
}

function sendPage(request: Request, response: Response, folder: string, page: string): void {
  if (/.\/$/.test(request.path)) {
    // A page names its files relative to its path without the slash.
    const query = /\?.*/.exec(request.url)?.[0] ?? "";
    response.redirect(`..${request.path.slice(0, -1)}${query}`);
  } else if (existsSync(join(folder, page))) {
    response.set(SAFE);
    // Below `root`, names that begin with a dot are refused; npx installs into ~/.npm.
    const headers = { "cache-control": "no-cache" };
    response.sendFile(page, { root: folder, cacheControl: false, headers });
  } else {
    response
      .status(503)
      .type("text")
      .send("The pages are not built: run `npm ci && npm run build`.\n");
  }
}

/** Nothing but our own files may run or load; Monaco writes inline styles and data: images. */
const SAFE = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "connect-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join("; "),
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** What carries a hash of its content in its name: the build wrote a gzipped copy beside it. */
const BUNDLE = /^[\w-]+-[A-Z0-9]{8}\.\w+$/;

/** Answers a bundle by its gzipped copy, a third of its size, to whoever takes that. */
function preferGzip(folder: string) {
  return (request: Request, response: Response, next: NextFunction) => {
    const file = request.path.slice(1);
    if (BUNDLE.test(file)) {
      response.vary("Accept-Encoding");
      if (request.acceptsEncodings("gzip") && existsSync(join(folder, `${file}.gz`))) {
        response.set("content-encoding", "gzip").type(extname(file));
        request.url = `/${file}.gz`;
      }
    }
    next();
  };
}

/** A copy of a bundle never grows stale. */
function keepFor(response: Response, path: string): void {
  const hashed = BUNDLE.test(basename(path, ".gz"));
  response.set(SAFE);
  response.set("cache-control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
}

/** This file runs from src/ and, compiled, from dist/src/; the bundles are in dist/pages/. */
function builtFolder(): string {
  const fromSource = import.meta.filename.endsWith(".ts");
  return join(import.meta.dirname, fromSource ? "../../dist/pages" : "../../pages");
}
