import { malformed } from "../cloud/errors.ts";
import { fromBase64, toVector } from "../cloud/rows.ts";
import { countOf } from "../cloud/used.ts";

/** What came of one request. */
export interface Answer {
  /** In the order of its inputs. */
  readonly vectors: readonly Float32Array[];
  /** Of all inputs together, where the server counts them. */
  readonly tokens: number | undefined;
}

/**
 * @param name the server's, for people
 * @throws GatewayError PROVIDER_FAILED unless there is exactly one vector for each input
 */
export type Read = (json: unknown, inputs: number, name: string) => Answer;

/** OpenAI's form: `{data: [{index, embedding}], usage}`, in whatever order. */
export const withIndex: Read = (json, inputs, name) => {
  const { data, usage } = (json ?? {}) as Partial<OpenAiAnswer>;
  if (!Array.isArray(data)) {
    throw malformed(name, "no list of embeddings");
  }
  const rows = checkCount(data, inputs, name);
  const ordered: Encoded[] = [];
  for (const [i, row] of rows.entries()) {
    const index = row?.index ?? i;
    if (!Number.isInteger(index) || index < 0 || index >= inputs || index in ordered) {
      throw malformed(name, `embeddings whose index ${JSON.stringify(index)} is no input's own`);
    }
    ordered[index] = row?.embedding;
  }
  return {
    vectors: ordered.map((row) => decode(row, name)),
    tokens: countOf(usage?.total_tokens ?? usage?.prompt_tokens),
  };
};

/** Cohere's form: `{embeddings: {base64 | float: […]}, meta}`, in the order of the inputs. */
export const byOutputType: Read = (json, inputs, name) => {
  const { embeddings, meta } = (json ?? {}) as Partial<CohereAnswer>;
  const rows = embeddings?.base64 ?? embeddings?.float;
  if (!Array.isArray(rows)) {
    throw malformed(name, "no embeddings as base64 or float");
  }
  return {
    vectors: checkCount(rows, inputs, name).map((row) => decode(row, name)),
    tokens: countOf(meta?.billed_units?.input_tokens ?? meta?.tokens?.input_tokens),
  };
};

type Encoded = string | readonly number[] | null | undefined;

interface OpenAiAnswer {
  readonly data: readonly ({ readonly index?: number; readonly embedding?: Encoded } | null)[];
  readonly usage?: { readonly total_tokens?: number; readonly prompt_tokens?: number } | null;
}

interface CohereAnswer {
  readonly embeddings: { readonly base64?: Encoded[] | null; readonly float?: Encoded[] | null };
  readonly meta?: {
    readonly billed_units?: { readonly input_tokens?: number } | null;
    readonly tokens?: { readonly input_tokens?: number } | null;
  } | null;
}

/** Several inputs in one vector would be nobody's. */
function checkCount<T>(rows: readonly T[], inputs: number, name: string): readonly T[] {
  if (rows.length !== inputs) {
    const fused = rows.length === 1 ? ", as if it had fused them" : "";
    throw malformed(name, `${rows.length} embeddings for ${inputs} inputs${fused}`);
  }
  return rows;
}

function decode(row: Encoded, name: string): Float32Array {
  return typeof row === "string" ? fromBase64(row) : toVector(row, name);
}
