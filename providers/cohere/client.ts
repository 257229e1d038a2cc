import type { Cohere, CohereClientV2 } from "cohere-ai";
import type { Modality, Model, Purpose } from "../../models/model.ts";
import type { Item } from "../cloud/batches.ts";
import { malformed } from "../cloud/errors.ts";
import { textOf, type TextOrUri } from "../cloud/items.ts";
import { createQuota } from "../cloud/quota.ts";
import { bill, fromBase64, isSurelyCut, toVector } from "../cloud/rows.ts";
import { addressOf, nameAtService, type Service } from "../cloud/service.ts";
import type { EmbedOptions, ProviderContext, Row, ServerSettings } from "../provider.ts";
import type { Deadline } from "../resilience/deadline.ts";
import { contents } from "./contents.ts";
import { explain, unreachable } from "./errors.ts";
import type { CohereSettings } from "./settings.ts";

/** Cohere's v2/embed: https://docs.cohere.com/reference/embed */
export interface Client {
  /** The most inputs of one request. */
  maxInputs(modality: Modality): number;
  /**
   * Sends one request, of one modality: a row per item, in their order.
   * @throws GatewayError as `Service.send`; PROVIDER_FAILED for an answer of the wrong shape
   */
  embed(
    model: Model,
    items: readonly Item<TextOrUri>[],
    options: EmbedOptions,
    deadline: Deadline,
  ): Promise<readonly Row[]>;
}

/** The SDK is loaded by the first request. */
export function createClient(
  { settings, openBucket }: ProviderContext<CohereSettings>,
  service: Service,
): Client {
  const texts = createQuota(
    settings.COHERE_INPUTS_PER_MINUTE,
    "COHERE_INPUTS_PER_MINUTE",
    openBucket,
  );
  const images = createQuota(
    settings.COHERE_IMAGES_PER_MINUTE,
    "COHERE_IMAGES_PER_MINUTE",
    openBucket,
  );
  const quotaOf = (modality: Modality) => (modality === "IMAGE" ? images : texts);
  const encoding: Encoding = { type: "base64" };
  const server = addressOf(settings.COHERE_BASE_URL ?? "https://api.cohere.com");
  let sdk: Promise<CohereClientV2> | undefined;

  return {
    maxInputs: (modality) => Math.min(96, quotaOf(modality).perMinute),

    embed(model, items, options, deadline) {
      const { modality } = items[0]!.input;
      return service.send({
        model,
        inputs: items.length,
        quota: quotaOf(modality),
        deadline,
        server,
        async attempt(signal, headers) {
          sdk ??= connect(settings);
          const answer = await request(await sdk, model, items, {
            ...options,
            encoding,
            signal,
            headers,
          });
          const token = answer.billed[modality === "TEXT" ? "input tokens" : "image tokens"];
          const used = { token, embedding: items.length, image: items.length };
          const usd = bill(model, modality, answer.billed, used) / items.length;
          return items.map(({ input }, i) => ({
            vector: answer.vectors[i]!,
            usd,
            truncated: input.modality === "TEXT" && isSurelyCut(input.text, model.maxTextTokens),
          }));
        },
        explain: (failure) => explain(failure, [settings.CO_API_KEY, ...items.map(textOf)]),
      });
    },
  };
}

/** Its own retries are off: service.ts has ours. */
async function connect(settings: CohereSettings & ServerSettings): Promise<CohereClientV2> {
  const { CohereClientV2 } = await import("cohere-ai");
  return new CohereClientV2({
    token: settings.CO_API_KEY!,
    ...(settings.COHERE_BASE_URL && { environment: settings.COHERE_BASE_URL }),
    clientName: "parallax",
    maxRetries: 0,
    // Ours is shorter, and ends the request by its signal.
    timeoutInSeconds: settings.REQUEST_TIMEOUT_MS / 1000 + 60,
    fetch: fetchOrAnswer,
  });
}

/**
 * The SDK forgets the timer of its timeout when fetch rejects, which would keep the process alive
 * for as long: so a failure is an answer here, with a status that errors.ts knows. It would follow
 * redirects with what it sends.
 */
const fetchOrAnswer: typeof fetch = async (url, init) => {
  try {
    return await fetch(url, { ...init, redirect: "manual" });
  } catch (error) {
    const { message, cause } = error as Error;
    return Response.json({ message: `${message}: ${String(cause)}` }, { status: unreachable });
  }
};

/** How vectors are asked for. A server that knows floats only is asked for base64 once. */
interface Encoding {
  type: "base64" | "float";
}

interface RequestOptions {
  readonly dimensions: number;
  readonly purpose: Purpose;
  readonly encoding: Encoding;
  readonly signal: AbortSignal;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Vectors are asked for as base64: a full call of floats is 3 MB of JSON that the SDK takes 60 ms
 * of the event loop to check number by number; in base64 it is a quarter of that, and 5 ms.
 */
async function request(
  sdk: CohereClientV2,
  model: Model,
  items: readonly Item<TextOrUri>[],
  options: RequestOptions,
): Promise<{ vectors: Float32Array[]; billed: Record<string, number> }> {
  const { dimensions, purpose, encoding, signal, headers } = options;
  const { embeddings, meta } = await sdk.embed(
    {
      model: nameAtService(model),
      inputType: inputTypes[purpose],
      ...contents(items),
      outputDimension: dimensions,
      embeddingTypes: [encoding.type],
      truncate: "END",
    },
    { abortSignal: signal, headers: { ...headers } },
  );
  const rows = embeddings?.base64?.map(fromBase64) ?? embeddings?.float;
  if (!rows && encoding.type === "base64") {
    encoding.type = "float";
    return request(sdk, model, items, options);
  }
  if (!Array.isArray(rows)) {
    throw malformed("Cohere", "no embeddings");
  }
  if (rows.length !== items.length) {
    throw malformed("Cohere", `${rows.length} embeddings for ${items.length} inputs`);
  }
  return {
    vectors: rows.map((row) => toVector(row, "Cohere")),
    billed: billedUnits(meta?.billedUnits),
  };
}

const inputTypes = {
  DOCUMENT: "search_document",
  QUERY: "search_query",
  CLASSIFICATION: "classification",
  CLUSTERING: "clustering",
} as const satisfies Record<Purpose, Cohere.EmbedInputType>;

function billedUnits(units: Cohere.ApiMetaBilledUnits = {}): Record<string, number> {
  const { inputTokens, imageTokens, images } = units;
  return {
    ...(inputTokens && { "input tokens": inputTokens }),
    ...(imageTokens && { "image tokens": imageTokens }),
    ...(images && { images }),
  };
}
