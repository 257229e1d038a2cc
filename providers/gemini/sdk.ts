import type { Content, GoogleGenAI, GoogleGenAIOptions } from "@google/genai";
import { malformed } from "../cloud/errors.ts";
import { readText } from "../cloud/http.ts";
import { countOf } from "../cloud/used.ts";
import type { Place } from "./place.ts";

/** Loads the SDK. It takes what it is not told from the environment: so it is told everything. */
export async function connect(place: Place, keyFile: string | undefined): Promise<GoogleGenAI> {
  const { GoogleGenAI } = await import("@google/genai");
  if (place.api === "gemini") {
    const { key, url } = place;
    return new GoogleGenAI({ vertexai: false, apiKey: key, httpOptions: { baseUrl: url } });
  }
  const { access, url } = place;
  return new GoogleGenAI({
    vertexai: true,
    project: access.project,
    location: access.location,
    googleAuthOptions: access.insecure ? await withoutCredentials() : keyFileOptions(keyFile),
    httpOptions: { baseUrl: url },
  });
}

type AuthOptions = NonNullable<GoogleGenAIOptions["googleAuthOptions"]>;

const keyFileOptions = (keyFile: string | undefined): AuthOptions =>
  keyFile ? { keyFilename: keyFile } : {};

/** The library is told so, or it looks for credentials. Its types forget this client. */
async function withoutCredentials(): Promise<AuthOptions> {
  const { googleAuthLibrary } = await import("google-gax");
  return { authClient: new googleAuthLibrary.PassThroughClient() as unknown as AuthClient };
}
type AuthClient = NonNullable<AuthOptions["authClient"]>;

export interface Request {
  readonly model: string;
  /** A vector comes back for each; Vertex AI takes one. */
  readonly contents: readonly Content[];
  readonly dimensions: number;
  readonly signal: AbortSignal;
  readonly headers: Readonly<Record<string, string>>;
}

/** As the service answers; nothing of it is certain. */
export interface Answer {
  readonly embeddings: readonly { readonly values?: number[] }[];
  /** Of all contents together. */
  readonly tokens?: number | undefined;
  /** Only Vertex AI says so. */
  readonly truncated?: boolean | undefined;
}

/**
 * Given contents, and not strings, `embedContent` sends `batchEmbedContents` with a request for each
 * to the Gemini API, and `embedContent` to Vertex AI.
 *
 * @throws NotSent; GatewayError PROVIDER_FAILED for an answer of the wrong shape; what the SDK throws
 */
export async function embedContents(
  sdk: GoogleGenAI,
  { model, contents, dimensions, signal, headers }: Request,
): Promise<Answer> {
  const seen: Seen = { sent: false, answered: false };
  try {
    const { embeddings = [] } = await sdk.models.embedContent({
      model,
      contents: [...contents],
      config: {
        outputDimensionality: dimensions,
        httpOptions: { headers: { ...headers }, fetch: watch(seen, signal) },
      },
    });
    return {
      embeddings,
      tokens: countOf(seen.body?.usageMetadata?.promptTokenCount),
      truncated: embeddings[0]?.statistics?.truncated,
    };
  } catch (cause) {
    if (seen.answered) {
      throw malformed("Gemini", "what cannot be read");
    }
    throw seen.sent ? cause : new NotSent("there was no request", { cause });
  }
}

/** The SDK found no credentials, or the service that makes tokens of them refused them. */
export class NotSent extends Error {}

interface Seen {
  sent: boolean;
  /** With a success: what fails from then on is its shape. */
  answered: boolean;
  body?: { readonly usageMetadata?: { readonly promptTokenCount?: number } };
}

/**
 * The SDK drops how many tokens there were, follows redirects with the key, and leaves a listener
 * on each signal.
 */
function watch(seen: Seen, signal: AbortSignal): typeof fetch {
  return async (url, init) => {
    seen.sent = true;
    const response = await fetch(url, { ...init, redirect: "manual", signal });
    if (response.ok) {
      response.json = async () => {
        const text = await readText(response);
        seen.answered = true;
        return (seen.body = JSON.parse(text ?? "") as NonNullable<Seen["body"]>);
      };
    }
    return response;
  };
}
