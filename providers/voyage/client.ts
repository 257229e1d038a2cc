import type { Modality, Model, Purpose } from "../../models/model.ts";
import type { Explained } from "../cloud/errors.ts";
import { malformed, readAnswer } from "../cloud/errors.ts";
import { requestJson } from "../cloud/http.ts";
import { createQuota, type Quota } from "../cloud/quota.ts";
import { bill, fromBase64, toVector } from "../cloud/rows.ts";
import { addressOf, nameAtService, type Service } from "../cloud/service.ts";
import { explainFailure } from "../cloud/statuses.ts";
import { countOf } from "../cloud/used.ts";
import type { EmbedOptions, ProviderContext, Row } from "../provider.ts";
import type { Deadline } from "../resilience/deadline.ts";
import type { Content, Sent } from "./contents.ts";
import type { VoyageSettings } from "./settings.ts";

/** POST /v1/multimodalembeddings: https://docs.voyageai.com/reference/multimodal-embeddings-api */
export interface Client {
  /** The most tokens that one request may have. */
  readonly maxTokens: number;
  /**
   * Sends one request, of one modality: a row per input, in their order.
   * @throws GatewayError as `Service.send`; PROVIDER_FAILED for an answer of the wrong shape
   */
  embed(
    model: Model,
    modality: Modality,
    inputs: readonly Sent[],
    options: Pick<EmbedOptions, "dimensions" | "purpose">,
    deadline: Deadline,
  ): Promise<Row[]>;
}

/**
 * By plain HTTP: Voyage's SDK sends no `output_dimension`, and every answer of it is checked number by
 * number.
 */
export function createClient(
  { settings, openBucket }: ProviderContext<VoyageSettings>,
  service: Service,
): Client {
  const { VOYAGE_API_KEY: key, VOYAGE_REQUESTS_PER_MINUTE, VOYAGE_TOKENS_PER_MINUTE } = settings;
  const address = settings.VOYAGE_BASE_URL ?? (key?.startsWith("al-") ? ofMongoDb : ofVoyage);
  const url = `${address.replace(/(\/v1)?\/*$/, "")}/v1/multimodalembeddings`;
  const server = addressOf(url);
  const requests = createQuota(
    VOYAGE_REQUESTS_PER_MINUTE,
    "VOYAGE_REQUESTS_PER_MINUTE",
    openBucket,
  );
  const tokens = createQuota(VOYAGE_TOKENS_PER_MINUTE, "VOYAGE_TOKENS_PER_MINUTE", openBucket);

  return {
    maxTokens: Math.min(maxTokens, VOYAGE_TOKENS_PER_MINUTE),

    embed(model, modality, inputs, { dimensions, purpose }, deadline) {
      const body = {
        inputs: inputs.map(({ content }) => ({ content: [content] })),
        model: nameAtService(model),
        input_type: inputTypes[purpose],
        truncation: true,
        output_dimension: dimensions,
        // A full request of floats is 20 MB of JSON.
        encoding_format: "base64",
      };
      const wanted = Math.ceil(inputs.reduce((sum, input) => sum + input.tokens, 0));
      return service.send({
        model,
        inputs: inputs.length,
        quota: both(requests, tokens, Math.min(wanted, tokens.perMinute)),
        deadline,
        server,
        async attempt(signal, headers) {
          const authorization = `Bearer ${key}`;
          const answer = await requestJson<Answer>({
            ...{ url, body, signal },
            headers: { ...headers, authorization },
          });
          return readAnswer("Voyage AI", () => toRows(model, modality, inputs, answer));
        },
        explain: (failure): Explained =>
          explainFailure(voyage, failure, [key, ...inputs.map(({ content }) => textOf(content))]),
      });
    },
  };
}

const ofVoyage = "https://api.voyageai.com";
/** Keys of MongoDB Atlas begin with al-. Either address refuses the other's keys. */
const ofMongoDb = "https://ai.mongodb.com";

/** Of 320,000: ours are estimates. */
const maxTokens = 300_000;

const voyage = {
  name: "Voyage AI",
  key: "VOYAGE_API_KEY",
  address: "VOYAGE_BASE_URL",
  largest: "32,000 tokens; 20 MB of an image or video",
};

/** Other purposes have no prompt. Vectors with and without one are comparable. */
const inputTypes: Readonly<Record<Purpose, "document" | "query" | null>> = {
  DOCUMENT: "document",
  QUERY: "query",
  CLASSIFICATION: null,
  CLUSTERING: null,
};

/** A request and its tokens. */
function both(requests: Quota, tokens: Quota, wanted: number): Quota {
  return {
    perMinute: requests.perMinute,
    async take(_, deadline) {
      await requests.take(1, deadline);
      await tokens.take(wanted, deadline);
    },
    pause: (ms) => requests.pause(ms),
  };
}

const textOf = (content: Content) => (content.type === "text" ? content.text : undefined);

interface Answer {
  readonly data?: readonly {
    readonly embedding?: string | readonly number[];
    readonly index?: number;
  }[];
  readonly usage?: {
    readonly text_tokens?: number;
    readonly image_pixels?: number;
    readonly video_pixels?: number;
    readonly total_tokens?: number;
  } | null;
}

/** The answer tells what all inputs cost together: each pays for what it has of them. */
function toRows(
  model: Model,
  modality: Modality,
  inputs: readonly Sent[],
  { data, usage }: Answer,
): Row[] {
  if (data?.length !== inputs.length) {
    throw malformed("Voyage AI", `${data?.length ?? "no"} embeddings for ${inputs.length} inputs`);
  }
  const vectors: Float32Array[] = [];
  for (const [i, { embedding, index = i }] of data.entries()) {
    const numbers = typeof embedding === "string" ? fromBase64(embedding) : embedding;
    vectors[index] = toVector(numbers, "Voyage AI");
  }
  const estimated = inputs.reduce((sum, { units }) => sum + units, 0);
  const [name, counted] = {
    TEXT: ["text tokens", usage?.text_tokens ?? usage?.total_tokens],
    IMAGE: ["image pixels", usage?.image_pixels],
    VIDEO: ["video pixels", usage?.video_pixels],
  }[modality] as [string, number | undefined];
  const units = countOf(counted) ?? estimated;
  const usd = bill(model, modality, { [name]: units }, { token: units, pixel: units });
  return inputs.map((input, i) => ({
    vector: vectors[i] ?? fail(`no embedding for input ${i}`),
    usd: (usd * input.units) / estimated,
  }));
}

function fail(what: string): never {
  throw malformed("Voyage AI", what);
}
