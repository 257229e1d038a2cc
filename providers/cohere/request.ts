import type { Cohere, CohereClientV2 } from "cohere-ai";
import type { Model, Purpose } from "../../models/model.ts";
import { nameAtService } from "../cloud/inputs.ts";
import { checkedVector, malformed } from "../cloud/rows.ts";
import type { Item } from "./item.ts";

/** How vectors are asked for. A server that knows floats only is asked for base64 once. */
export interface Encoding {
  type: "base64" | "float";
}

export interface Answer {
  readonly vectors: readonly Float32Array[];
  readonly billed: Readonly<Record<string, number>>;
}

/**
 * One call of v2/embed: https://docs.cohere.com/reference/embed
 *
 * Vectors are asked for as base64: a full call of floats is 3 MB of JSON that the SDK takes 60 ms
 * of the event loop to check number by number; in base64 it is a quarter of that, and 5 ms.
 *
 * @throws GatewayError PROVIDER_FAILED for an answer of the wrong shape; what the SDK throws
 */
export async function request(
  client: CohereClientV2,
  model: Model,
  items: readonly Item[],
  options: { dimensions: number; purpose: Purpose; encoding: Encoding; signal: AbortSignal },
): Promise<Answer> {
  const { dimensions, purpose, encoding, signal } = options;
  const { embeddings, meta } = await client.embed(
    {
      model: nameAtService(model),
      inputType: inputTypes[purpose],
      ...contents(items),
      outputDimension: dimensions,
      embeddingTypes: [encoding.type],
      truncate: "END",
    },
    { abortSignal: signal },
  );
  const rows = embeddings?.base64?.map(floats) ?? embeddings?.float;
  if (!rows && encoding.type === "base64") {
    encoding.type = "float";
    return request(client, model, items, options);
  }
  if (!Array.isArray(rows)) {
    throw malformed("Cohere", "no embeddings");
  }
  if (rows.length !== items.length) {
    throw malformed("Cohere", `${rows.length} embeddings for ${items.length} inputs`);
  }
  return {
    vectors: rows.map((row) => checkedVector(row, dimensions, "Cohere")),
    billed: billedUnits(meta?.billedUnits),
  };
}

/**
 * `images` is not used: with it, input_type must be `image` and the purpose is lost, and hosts of
 * this model differ in how many vectors come back.
 */
function contents(items: readonly Item[]): Pick<Cohere.V2EmbedRequest, "texts" | "inputs"> {
  const texts = items.flatMap(({ content }) =>
    content.type === "text" ? (content.text ?? "") : [],
  );
  return texts.length === items.length
    ? { texts }
    : { inputs: items.map(({ content }) => ({ content: [content] })) };
}

const inputTypes = {
  DOCUMENT: "search_document",
  QUERY: "search_query",
  CLASSIFICATION: "classification",
  CLUSTERING: "clustering",
} as const satisfies Record<Purpose, Cohere.EmbedInputType>;

/** Little-endian float32 on every machine. */
function floats(base64: string): Float32Array {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length % 4 !== 0) {
    return new Float32Array();
  }
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}

function billedUnits(units: Cohere.ApiMetaBilledUnits = {}): Record<string, number> {
  const { inputTokens, imageTokens, images } = units;
  return {
    ...(inputTokens && { "input tokens": inputTokens }),
    ...(imageTokens && { "image tokens": imageTokens }),
    ...(images && { images }),
  };
}
