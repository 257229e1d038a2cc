import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { end, sendContent, type Fault, type Served } from "./hub-content.ts";

/** Files by path. Large ones live on another origin, as those in Git LFS do. */
export interface HubRepo {
  readonly files: Readonly<Record<string, Buffer>>;
  readonly commit: string;
  /** Paths on the other origin; their ETag is a sha256. */
  readonly lfs?: readonly string[];
  /** Only who sends this token gets in; `gated` is what the hub says to the others. */
  readonly token?: string;
  readonly gated?: boolean;
  /** The state before the last push: its commit can still be asked for. */
  readonly before?: HubRepo;
  /** The repository's new name; the hub redirects to it. */
  readonly movedTo?: string;
}

export interface HubServer {
  readonly endpoint: string;
  readonly repos: Record<string, HubRepo>;
  readonly served: Served[];
  fail(fault: Fault): void;
  /** Ends the faults; what stalls goes on. */
  release(): void;
  /** Cuts every connection there is. */
  cut(): void;
  /** Bytes of bodies sent since the last call. */
  bytesSince(): number;
  close(): Promise<void>;
}

/**
 * A Hugging Face hub on two origins of this machine. It answers as the hub does: facts in the
 * headers of the first answer, small files itself under their git hash, large ones by a redirect
 * to a signed link that refuses any Authorization, as S3 does.
 */
export async function startHub(repos: Record<string, HubRepo>): Promise<HubServer> {
  const served: Served[] = [];
  let faults: { fault: Fault; left: number }[] = [];
  let gate = new AbortController();
  let counted = 0;
  let total = 0;
  const line = {
    get released() {
      return gate.signal;
    },
    count: (bytes: number) => void (total += bytes),
  };
  const signature = `signature-${randomUUID()}`;
  const storage = await listen(onStorage);
  const hub = await listen(onHub);
  const endpoint = addressOf(hub);

  return {
    endpoint,
    repos,
    served,
    fail: (fault) => void faults.push({ fault, left: fault.times ?? 1 }),
    release() {
      faults = [];
      gate.abort();
      gate = new AbortController();
    },
    cut() {
      for (const server of [hub, storage]) {
        server.closeAllConnections();
      }
    },
    bytesSince() {
      const since = total - counted;
      counted = total;
      return since;
    },
    async close() {
      gate.abort();
      for (const server of [hub, storage]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };

  async function onHub(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(request.url ?? "");
    const [repoName = "", revision = "", path = ""] = (parts ?? [])
      .slice(1)
      .map(decodeURIComponent);
    const entry = note("hub", request, path);
    const repo = repos[repoName];
    if (!repo) {
      return end(response, entry, 401, { "x-error-code": "RepoNotFound" });
    }
    if (repo.movedTo !== undefined) {
      const location = (request.url ?? "").replace(repoName, repo.movedTo);
      return end(response, entry, 307, { location });
    }
    if (repo.token !== undefined && entry.token !== `Bearer ${repo.token}`) {
      const status = entry.token === undefined ? 401 : 403;
      return end(response, entry, status, repo.gated ? { "x-error-code": "GatedRepo" } : {});
    }
    const state = stateOf(repo, revision);
    if (!state) {
      return end(response, entry, 404, { "x-error-code": "RevisionNotFound" });
    }
    const content = state.files[path];
    if (!content) {
      return end(response, entry, 404, { "x-error-code": "EntryNotFound" });
    }
    const fault = request.method === "HEAD" || !state.lfs?.includes(path) ? take(entry) : undefined;
    if (typeof fault === "object") {
      return end(response, entry, fault.status, fault.headers);
    }
    response.setHeader("x-repo-commit", state.commit);
    if (!state.lfs?.includes(path)) {
      const etag = createHash("sha1")
        .update(`blob ${content.length}\0`)
        .update(content)
        .digest("hex");
      response.setHeader("etag", `"${etag}"`);
      return sendContent(response, entry, content, fault, line);
    }
    const sha256 = createHash("sha256").update(content).digest("hex");
    response.setHeader("x-linked-etag", `"${sha256}"`);
    response.setHeader("x-linked-size", content.length);
    const query = new URLSearchParams({ repo: repoName, commit: state.commit, signature });
    return end(response, entry, 302, { location: `${addressOf(storage)}/${path}?${query}` });
  }

  async function onStorage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "", addressOf(storage));
    const path = url.pathname.slice(1);
    const entry = note("storage", request, path);
    // A link is signed for GET, and S3 knows one kind of credential at a time.
    if (entry.token !== undefined) {
      return end(response, entry, 400);
    }
    if (request.method !== "GET" || url.searchParams.get("signature") !== signature) {
      return end(response, entry, 403);
    }
    const repo = repos[url.searchParams.get("repo") ?? ""];
    const content = repo && stateOf(repo, url.searchParams.get("commit") ?? "")?.files[path];
    const fault = take(entry);
    if (typeof fault === "object") {
      return end(response, entry, fault.status, fault.headers);
    }
    return content ? sendContent(response, entry, content, fault, line) : end(response, entry, 404);
  }

  function note(origin: Served["origin"], request: IncomingMessage, path: string): Served {
    const { range, authorization: token } = request.headers;
    const method = request.method ?? "";
    const entry: Served = { origin, method, path, range, token, status: 0, bytes: 0 };
    served.push(entry);
    return entry;
  }

  function take({ path, method }: Served): Fault["kind"] | undefined {
    const found = faults.find(({ fault, left }) => {
      return left > 0 && fault.path === path && (fault.method ?? "GET") === method;
    });
    if (found) {
      found.left--;
    }
    return found?.fault.kind;
  }
}

function stateOf(repo: HubRepo, revision: string): HubRepo | undefined {
  if (revision === "main" || revision === repo.commit) {
    return repo;
  }
  return repo.before && stateOf(repo.before, revision);
}

async function listen(
  handler: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Server> {
  const server = createServer((request, response) => void handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
