import { readFile } from "node:fs/promises";
import { EnvHttpProxyAgent, request, type Dispatcher } from "undici";
import type { IncomingHttpHeaders } from "undici/types/header.js";
import type { GatewayError } from "../../../models/errors.ts";
import { nameOf, refused, unavailable } from "./failures.ts";
import type { HubSettings } from "./settings.ts";

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

export interface Answer {
  readonly status: number;
  readonly contentRange?: string;
  /** @throws GatewayError, retryable, where the connection is cut or falls silent */
  readonly chunks: AsyncIterable<Uint8Array>;
  discard(): Promise<void>;
}

/** `stored`: it came from another origin, to which the hub had redirected. */
type HubResponse = Dispatcher.ResponseData & { readonly stored: boolean };

export type Client = ReturnType<typeof createClient>;

/**
 * The hub over HTTP; silence for longer than `idleMs` is a cut. Not `@huggingface/hub`: its download neither resumes nor checks size or hash
 * nor times out, writes one temporary file from every caller at once, files each path of a branch
 * under the commit that last touched it, and follows redirects out of our sight.
 *
 * undici's own `request` leaves redirects to us, and its agent obeys HTTPS_PROXY and NO_PROXY as
 * Python's client does.
 */
export function createClient(settings: HubSettings, idleMs: number) {
  const dispatcher = new EnvHttpProxyAgent({
    connect: { timeout: idleMs },
    headersTimeout: idleMs,
    bodyTimeout: idleMs,
    // A graph may keep its tensors in hundreds of files.
    connections: 16,
  });
  const home = new URL(settings.endpoint);

  return {
    /** @returns undefined where the repository has no such file at that revision */
    async head(target: Target, signal: AbortSignal): Promise<FileFacts | undefined> {
      const answer = await send("HEAD", target, {}, signal);
      const { statusCode, headers } = answer;
      await drop(answer.body);
      const code = headers["x-error-code"] ?? "EntryNotFound";
      if (statusCode === 404 && code === "EntryNotFound") {
        return undefined;
      }
      if (statusCode >= 400) {
        throw await failure(answer, target);
      }
      return factsIn(headers, statusCode < 300, target);
    },

    /** Status 200, 206 or 416; any other is thrown. `range` as in the header. */
    async get(target: Target, range: string | undefined, signal: AbortSignal): Promise<Answer> {
      const headers: Record<string, string> = range === undefined ? {} : { range };
      const answer = await send("GET", target, headers, signal);
      const { statusCode: status, body } = answer;
      if (status !== 200 && status !== 206 && status !== 416) {
        await drop(body);
        throw await failure(answer, target);
      }
      const contentRange = answer.headers["content-range"];
      return {
        status,
        ...(typeof contentRange === "string" && { contentRange }),
        chunks: chunksOf(body, target, signal),
        discard: () => drop(body),
      };
    },

    close: () => dispatcher.destroy(),
  };

  /** Redirects are followed here, for two reasons: a HEAD is answered by the first that tells
   *  what it asks, and the token must not follow to another origin (a CDN, a mirror's origin). */
  async function send(
    method: "HEAD" | "GET",
    target: Target,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<HubResponse> {
    const token = await readToken();
    let url = new URL(`${settings.endpoint}/${resolvePath(target)}`);
    for (let hop = 0; hop < 8; hop++) {
      const answer = await request(url, {
        method,
        dispatcher,
        signal,
        headers: {
          "user-agent": "parallax",
          "accept-encoding": "identity",
          ...headers,
          ...(token && url.origin === home.origin && { authorization: `Bearer ${token}` }),
        },
      }).catch((error: unknown) => {
        throw interrupted(error, target, signal);
      });
      const { location } = answer.headers;
      const told = answer.headers["x-linked-etag"] && answer.headers["x-repo-commit"];
      const redirects = [301, 302, 303, 307, 308].includes(answer.statusCode);
      if (!redirects || typeof location !== "string" || (method === "HEAD" && told)) {
        return Object.assign(answer, { stored: url.origin !== home.origin });
      }
      await drop(answer.body);
      url = nextUrl(url, location, target);
    }
    throw unavailable(`The hub redirected ${nameOf(target)} too often.`, { retryable: false });
  }

  async function failure(answer: HubResponse, target: Target): Promise<GatewayError> {
    const { statusCode, headers, stored } = answer;
    const token = (await readToken()) !== undefined;
    return refused(statusCode, headers, { what: nameOf(target), repo: target.repo, token, stored });
  }

  async function readToken(): Promise<string | undefined> {
    if (settings.token || !settings.tokenFile) {
      return settings.token;
    }
    return (await readFile(settings.tokenFile, "utf8").catch(() => "")).trim() || undefined;
  }
}

/** Nothing of the body is wanted: read what is short, close the connection over what is not. */
async function drop(body: Dispatcher.ResponseData["body"]): Promise<void> {
  await body.dump({ limit: 16_384 }).catch(() => {});
}

function resolvePath({ repo, revision, path }: Target): string {
  const segments = path.split("/").map(encodeURIComponent);
  return `${repo}/resolve/${encodeURIComponent(revision)}/${segments.join("/")}`;
}

function nextUrl(from: URL, location: string, target: Target): URL {
  const url = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  const downgraded = from.protocol === "https:" && url?.protocol !== "https:";
  if (url && /^https?:$/.test(url.protocol) && !downgraded) {
    return url;
  }
  throw unavailable(`The hub redirected ${nameOf(target)} to an address that is not used.`, {
    retryable: false,
  });
}

async function* chunksOf(body: AsyncIterable<Uint8Array>, target: Target, signal: AbortSignal) {
  try {
    yield* body;
  } catch (error) {
    throw interrupted(error, target, signal);
  }
}

function interrupted(cause: unknown, target: Target, signal: AbortSignal): unknown {
  if (signal.aborted) {
    return signal.reason;
  }
  return unavailable(
    `The connection to the hub failed or was cut at ${nameOf(target)}. Check the network, HTTPS_PROXY ` +
      `and HF_ENDPOINT, and try again: what has come is kept.`,
    { retryable: true, cause },
  );
}

/** @throws GatewayError MODEL_UNAVAILABLE where the headers are not those of a hub */
function factsIn(headers: IncomingHttpHeaders, final: boolean, target: Target): FileFacts {
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
