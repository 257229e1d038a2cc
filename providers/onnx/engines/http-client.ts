import { type Dispatcher, Pool } from "undici";
import { retryAfterMs } from "../../resilience/retry-after.ts";
import type { Feeds } from "../worker/graph.ts";
import { type EngineClient, type EngineEndpoint, EngineFailure } from "./client.ts";
import type { ClientOptions } from "./client.ts";
import { malformed, mostAnswerBytes, rowsOf, toOutput } from "./answer.ts";
import { toModel } from "./description.ts";
import { isFull } from "./errors.ts";
import {
  binaryRequest,
  jsonRequest,
  readConfig,
  readMetadata,
  readOutputs,
} from "./http-bodies.ts";

/** The REST form of the protocol, with tensors as binary data where the server takes them so. */
export function createHttpClient(
  { address, tls }: EngineEndpoint,
  { headers, ca }: ClientOptions,
): EngineClient {
  const pool = new Pool(`${tls ? "https" : "http"}://${address}`, {
    connect: { timeout: connectTimeoutMs, ...(ca && { ca }) },
    // Each call has a signal.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: mostAnswerBytes,
  });
  /** Models whose tensors go as binary data, or as JSON; the first calls tell. */
  const forms = new Map<string, "binary" | "JSON">();
  /** Those that have failed with binary data, not with JSON: it may have been by chance. */
  const doubtful = new Set<string>();

  async function send(
    path: string,
    signal: AbortSignal,
    body?: { readonly chunks: Buffer[]; readonly headers: Record<string, string> },
  ): Promise<Answer> {
    try {
      const { statusCode, ...answer } = await pool.request({
        path: `/v2/${path}`,
        method: body ? "POST" : "GET",
        headers: { ...headers, ...body?.headers },
        // Chunks are written one after the other: joined, large tensors would be copied.
        body: (body?.chunks ?? null) as Dispatcher.RequestOptions["body"],
        signal,
      });
      const bytes = Buffer.from(await answer.body.arrayBuffer());
      return { status: statusCode, headers: answer.headers, bytes };
    } catch (cause) {
      if (signal.aborted) {
        throw signal.reason;
      }
      const { code, message } = cause as NodeJS.ErrnoException;
      if (code === "UND_ERR_RES_EXCEEDED_MAX_SIZE") {
        throw malformed(`more than ${mostAnswerBytes} bytes`, cause);
      }
      throw new EngineFailure("down", message || (code ?? "no connection"), { cause });
    }
  }

  async function get(path: string, signal: AbortSignal): Promise<Buffer> {
    return succeeded(await send(path, signal));
  }

  async function call(
    form: "binary" | "JSON",
    model: string,
    feeds: Feeds,
    output: string,
    signal: AbortSignal,
  ) {
    const startedAt = performance.now();
    const request = (form === "binary" ? binaryRequest : jsonRequest)(feeds, output);
    const answer = await send(`${pathOf(model)}/infer`, signal, request);
    const bytes = succeeded(answer);
    const answered = readOutputs(bytes, answer.headers["inference-header-content-length"]);
    const ms = performance.now() - startedAt;
    return { ...toOutput(answered, output, rowsOf(feeds)), ms };
  }

  return {
    async ready(model, signal) {
      const server = await send("health/ready", signal);
      if (server.status !== 200) {
        throw notReady("The server", server);
      }
      const answer = await send(`${pathOf(model)}/ready`, signal);
      if (answer.status !== 200) {
        throw notReady(`Its model ${model}`, answer);
      }
    },

    async describe(model, signal) {
      const metadata = readMetadata(await get(pathOf(model), signal));
      const config = await send(`${pathOf(model)}/config`, signal);
      // Triton's own: other servers do not know it.
      const unknown = (config.status >= 400 && config.status < 500) || config.status === 501;
      const description = toModel(metadata, unknown ? 0 : readConfig(succeeded(config)));
      forms.delete(model);
      doubtful.delete(model);
      return description;
    },

    async infer(model, feeds, output, signal) {
      const form = forms.get(model);
      if (form) {
        return call(form, model, feeds, output, signal);
      }
      try {
        const result = await call("binary", model, feeds, output, signal);
        forms.set(model, "binary");
        return result;
      } catch (error) {
        const kind = error instanceof EngineFailure ? error.kind : undefined;
        // What another call has learnt meanwhile stands.
        if (forms.has(model) || (kind !== "refused" && kind !== "failed")) {
          throw error;
        }
        // Without the extension, JSON with tensors behind it is not JSON.
        const result = await call("JSON", model, feeds, output, signal);
        if (kind === "refused" || doubtful.has(model)) {
          forms.set(model, "JSON");
        }
        doubtful.add(model);
        return result;
      }
    },

    close: () => void pool.destroy(),
  };
}

const connectTimeoutMs = 5000;

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly bytes: Buffer;
}

const pathOf = (model: string) => `models/${encodeURIComponent(model)}`;

/** @throws EngineFailure of another status than 200, in the server's words */
function succeeded({ status, headers, bytes }: Answer): Buffer {
  if (status === 200) {
    return bytes;
  }
  const words = wordsOf(bytes);
  const message = words ? `${status}: ${words}` : `It answered with status ${status}.`;
  throw new EngineFailure(kindOf(status, words), message, {
    retryAfterMs: retryAfterMs(headers["retry-after"]),
  });
}

function kindOf(status: number, words: string): EngineFailure["kind"] {
  if (status === 429 || (status === 503 && isFull(words))) {
    return "full";
  }
  // A model that is not there may be at another endpoint, or be loaded later.
  if ([404, 502, 503, 504].includes(status)) {
    return "down";
  }
  return (status >= 500 && status !== 501) || status === 408 ? "failed" : "refused";
}

function notReady(what: string, { status, bytes }: Answer): EngineFailure {
  const words = wordsOf(bytes);
  return new EngineFailure("down", `${what} is not ready (${status}${words && `: ${words}`}).`);
}

/** `{"error": …}` of the protocol; whatever else was said, as far as a log should have it. */
function wordsOf(bytes: Buffer): string {
  const text = bytes.toString("utf8", 0, 2000);
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return (typeof error === "string" ? error : text).slice(0, 300);
  } catch {
    return text.slice(0, 300);
  }
}
