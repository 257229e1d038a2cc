import { request } from "undici";

/** What can be asked for embeddings over HTTP: the gateway, or a peer. */
export interface Target {
  readonly origin: string;
  readonly path: string;
  /** Whose processor time is read. */
  readonly pid?: number;
  /** In every good answer, and in no other. */
  readonly mark: string;
}

/** Bodies of requests, ready to be sent; after the last comes the first again. */
export type Bodies = readonly Buffer[];

export interface Embedding {
  readonly vector: Float32Array;
  readonly tokens?: number;
}

const queries = {
  text: `query ($input: String!, $model: ID) {
    embedText(text: $input, model: $model) { base64 } }`,
  image: `query ($input: ImageInput!, $model: ID) {
    embedImage(image: $input, model: $model) { base64 } }`,
  tokens: `query ($input: String!, $model: ID) {
    embedText(text: $input, model: $model) { base64 tokens } }`,
  classification: `query ($image: ImageInput!, $labels: [String!]!, $templates: [String!]) {
    classify(image: $image, labels: $labels, templates: $templates, topK: 5) {
      labels { label score } } }`,
};

export function textBody(text: string, model?: string): Buffer {
  return body(queries.text, { input: text, model });
}

export function imageBody(image: Buffer, model?: string): Buffer {
  return body(queries.image, { input: base64(image), model });
}

export function tokensBody(text: string, model?: string): Buffer {
  return body(queries.tokens, { input: text, model });
}

export function classificationBody(
  image: Buffer,
  labels: readonly string[],
  templates: readonly string[],
): Buffer {
  return body(queries.classification, { image: base64(image), labels, templates });
}

/** One request by itself. @throws Error with an answer that is not good */
export async function ask({ origin, path, mark }: Target, body: Buffer): Promise<string> {
  const answer = await request(origin + path, { method: "POST", headers, body });
  const text = await answer.body.text();
  if (!isGood(answer.statusCode, text, mark)) {
    throw new Error(`${origin} answered ${answer.statusCode}: ${text.slice(0, 500)}`);
  }
  return text;
}

export const headers = { "content-type": "application/json" };

/** GraphQL answers with 200 although a part of it failed. */
export function isGood(status: number, text: string, mark: string): boolean {
  return status === 200 && text.includes(mark) && !text.includes('"errors"');
}

/** The embedding of the gateway's answer to a query for one. */
export function embeddingIn(answer: string): Embedding {
  const { data } = JSON.parse(answer) as {
    data: Record<string, { base64: string; tokens?: number }>;
  };
  const { base64, tokens } = Object.values(data)[0]!;
  const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
  return { vector: new Float32Array(bytes.buffer), ...(tokens !== undefined && { tokens }) };
}

function base64(image: Buffer) {
  return { base64: image.toString("base64") };
}

function body(query: string, variables: Record<string, unknown>): Buffer {
  return Buffer.from(JSON.stringify({ query, variables }));
}
