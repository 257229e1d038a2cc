import type { IncomingHttpHeaders } from "undici/types/header.js";
import { unavailable } from "./failures.ts";

/** One file of a repository, at a revision. */
export interface Target {
  readonly repo: string;
  readonly revision: string;
  readonly path: string;
}

/** What a HEAD states: the names under which the cache keeps the file. */
export interface FileFacts {
  readonly commit: string;
  readonly etag: string;
  readonly size?: number;
}

/** @throws GatewayError MODEL_UNAVAILABLE where the headers are not those of a hub */
export function factsIn(headers: IncomingHttpHeaders, final: boolean, target: Target): FileFacts {
  const text = (name: string) => String(headers[name] ?? "");
  const etag = (text("x-linked-etag") || text("etag")).replace(/^W\//, "").replaceAll('"', "");
  const length = text("x-linked-size") || (final ? text("content-length") : "");
  const commit = text("x-repo-commit");
  // Both become names of files: what is not plain never reaches a path.
  if (!/^[0-9a-f]{40}$/.test(commit) || !/^[\w-]{1,128}$/.test(etag)) {
    throw unavailable(
      `The answer for ${nameOf(target)} is not that of a Hugging Face hub (it lacks X-Repo-Commit or ` +
        `an ETag): check HF_ENDPOINT and the proxy.`,
      { retryable: false },
    );
  }
  return { commit, etag, ...(/^\d+$/.test(length) && { size: Number(length) }) };
}

/** How messages call a file. */
export function nameOf({ path, repo }: { path: string; repo: string }): string {
  return `file ${path} of ${repo}`;
}
