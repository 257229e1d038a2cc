import { z } from "zod";
import type { Purpose } from "../../models/model.ts";
import { problemOf } from "../access/limits.ts";
import { shown } from "../graphql/errors.ts";
import { ParamError } from "./errors.ts";
import { content, type Item, item } from "./items.ts";

export interface EmbeddingsRequest {
  readonly items: readonly Item[];
  /** Id or alias; the server's default when left out. */
  readonly model: string | undefined;
  readonly dimensions: number | undefined;
  readonly encoding: "float" | "base64";
  readonly purpose: Purpose;
}

/** What OpenAI's form has no word for, in the words of those that have one: ours, NeMo's, Cohere's, Jina's. */
const purposes: Readonly<Record<string, Purpose>> = {
  DOCUMENT: "DOCUMENT",
  QUERY: "QUERY",
  CLASSIFICATION: "CLASSIFICATION",
  CLUSTERING: "CLUSTERING",
  passage: "DOCUMENT",
  document: "DOCUMENT",
  query: "QUERY",
  search_document: "DOCUMENT",
  search_query: "QUERY",
  classification: "CLASSIFICATION",
  clustering: "CLUSTERING",
  "retrieval.passage": "DOCUMENT",
  "retrieval.query": "QUERY",
  separation: "CLUSTERING",
  // Both sides are embedded alike.
  "text-matching": "DOCUMENT",
};

function oneOf<Value extends string>(values: readonly Value[]) {
  const list = values.map((value) => `"${value}"`).join(", ");
  return z
    .enum(values, { error: ({ input }) => `it is ${said(input)}; it may be ${list}` })
    .nullish();
}

/** Of what is none of the few values that a field has, which may be long. */
function said(input: unknown): string {
  if (typeof input === "object" && input !== null) {
    return Array.isArray(input) ? "a list" : "an object";
  }
  return typeof input === "string" ? JSON.stringify(shown(input, 100)) : String(input);
}
const expected = (what: string) => ({
  error: ({ input }: { input?: unknown }) => `it is ${said(input)}; it must be ${what}`,
});
const purpose = oneOf(Object.keys(purposes));

const fields = {
  input: z.preprocess(
    (given) => (given == null || Array.isArray(given) ? given : [given]),
    z.array(item).min(1, { error: "it is empty; give at least one text or image" }).nullish(),
  ),
  messages: z
    .array(z.object({ role: z.unknown().optional(), content }), expected("a list of one message"))
    .length(1, {
      error: ({ input }) =>
        `it has ${(input as unknown[]).length} messages, and makes one vector; send one message, or each text and image as an item of \`input\``,
    })
    .nullish(),
  model: z.string(expected("the id or an alias of a model")).nullish(),
  dimensions: z.int(expected("a whole number")).nullish(),
  encoding_format: oneOf(["float", "base64"]),
  user: z.unknown().optional(),
  purpose,
  input_type: purpose,
  task: purpose,
};

const form = z.strictObject(fields);

/**
 * Reads the body of `POST /v1/embeddings`. A field that it does not know is refused, as OpenAI does:
 * without it, other vectors may come than were asked for.
 *
 * @throws ParamError BAD_INPUT for the first thing that is wrong
 */
export function readRequest(body: object): EmbeddingsRequest {
  const result = form.safeParse(body);
  if (!result.success) {
    throw wrong(result.error.issues[0]!);
  }
  const { input, messages, model, dimensions, encoding_format, ...given } = result.data;
  if (input && messages) {
    throw new ParamError("BAD_INPUT", "messages", "Give `input` or `messages`, not both.");
  }
  const items = input ?? messages?.map((message) => message.content);
  if (!items) {
    throw new ParamError("BAD_INPUT", "input", "`input` is missing: give a text or a list.");
  }
  const named = [given.purpose, given.input_type, given.task].filter((name) => name != null);
  if (named.length > 1) {
    const message = "`purpose`, `input_type` and `task` say the same; give one of them.";
    throw new ParamError("BAD_INPUT", "purpose", message);
  }
  return {
    items,
    model: model ?? undefined,
    dimensions: dimensions ?? undefined,
    encoding: encoding_format ?? "float",
    purpose: purposes[named[0] ?? "DOCUMENT"]!,
  };
}

function wrong(issue: z.core.$ZodIssue): ParamError {
  const problem = problemOf(issue);
  if (issue.code === "unrecognized_keys" && issue.path.length === 0) {
    const known = Object.keys(fields).join(", ");
    return new ParamError("BAD_INPUT", issue.keys[0]!, `${problem}. The fields are ${known}.`);
  }
  const param = problem.slice(0, problem.indexOf(": "));
  return new ParamError("BAD_INPUT", param, problem);
}
