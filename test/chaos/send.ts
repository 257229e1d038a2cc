import { setTimeout as sleep } from "node:timers/promises";
import { type Dispatcher, request } from "undici";
import type { Answer } from "./judge.ts";
import type { Operation } from "./operation.ts";

export interface SendOptions {
  readonly dispatcher: Dispatcher;
  readonly signal: AbortSignal;
  /** Reads the answer as over a bad line. */
  readonly slowly?: boolean;
  /** Such as the key's. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The connection failed, or what came is no answer. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
  /** Was some of it there already? */
  readonly begun: boolean;

  constructor(begun: boolean, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.begun = begun;
  }
}

/** @throws NoAnswer */
export async function send(
  url: string,
  operation: Pick<Operation, "query" | "variables" | "uploads">,
  { dispatcher, signal, slowly = false, headers = {} }: SendOptions,
): Promise<Answer> {
  let begun = false;
  try {
    const form = operation.uploads.length > 0 ? multipartOf(operation) : jsonOf(operation);
    const { body } = await request(`${url}/graphql`, {
      method: "POST",
      headers: { ...form.headers, ...headers },
      body: form.body,
      dispatcher,
      signal,
    });
    begun = true;
    const text = slowly ? await readSlowly(body) : await body.text();
    return JSON.parse(text) as Answer;
  } catch (error) {
    throw new NoAnswer(begun, error);
  }
}

function jsonOf({ query, variables }: Pick<Operation, "query" | "variables">) {
  return {
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  };
}

/** As https://github.com/jaydenseric/graphql-multipart-request-spec has it. */
function multipartOf(operation: Pick<Operation, "query" | "variables" | "uploads">) {
  const { query, variables, uploads } = operation;
  const map = Object.fromEntries(uploads.map(({ path }, i) => [`f${i}`, [path]]));
  const boundary = "chaos-4c1f";
  const part = (name: string, content: string | Buffer, file = "") =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`),
      Buffer.from(content),
      Buffer.from("\r\n"),
    ]);
  return {
    headers: {
      "content-type": `multipart/form-data; boundary=${boundary}`,
      "apollo-require-preflight": "true",
    },
    body: Buffer.concat([
      part("operations", JSON.stringify({ query, variables })),
      part("map", JSON.stringify(map)),
      ...uploads.map(({ bytes }, i) => part(`f${i}`, bytes, `; filename="f${i}"`)),
      Buffer.from(`--${boundary}--\r\n`),
    ]),
  };
}

/** Some kilobytes at a time, for two seconds; then the rest. */
async function readSlowly(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  const end = performance.now() + 2000;
  for await (const chunk of body) {
    chunks.push(chunk);
    if (performance.now() < end) {
      await sleep(50);
    }
  }
  return Buffer.concat(chunks).toString();
}
