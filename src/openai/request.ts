import { z } from "zod";
import { GatewayError } from "../../models/errors.ts";
import { parseLanguage } from "../../models/language/tag.ts";
import type { Purpose } from "../../models/model.ts";
import { checkInputs, checkNotEmpty } from "../../resolvers/inputs.ts";
import type { Limits } from "../../schema/limits.ts";
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
  /** Of the texts; a BCP 47 tag. */
  readonly language: string | undefined;
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
  // Looked at one by one, as there may be many.
  input: z.unknown().optional(),
  messages: z.unknown().optional(),
  model: z.string(expected("the id or an alias of a model")).nullish(),
  dimensions: z.int(expected("a whole number")).nullish(),
  encoding_format: oneOf(["float", "base64"]),
  user: z.unknown().optional(),
  purpose,
  input_type: purpose,
  task: purpose,
  language: z.string(expected("a BCP 47 tag such as en")).nullish(),
};

const form = z.strictObject(fields);
const message = z.object({ content });

/**
 * Reads the body of `POST /v1/embeddings`. A field that it does not know is refused, as OpenAI does:
 * without it, other vectors may come than were asked for.
 *
 * @throws GatewayError BAD_INPUT for the first thing that is wrong, TOO_LARGE
 */
export function readRequest(body: object, limits: Pick<Limits, "maxInputs">): EmbeddingsRequest {
  if (Array.isArray(body)) {
    throw new GatewayError("BAD_INPUT", "The body is a list; it must be an object.");
  }
  const { input, messages, model, dimensions, encoding_format, language, ...given } = parse(
    form,
    body,
  );
  if (input != null && messages != null) {
    throw new ParamError("BAD_INPUT", "messages", "Give `input` or `messages`, not both.");
  }
  const named = [given.purpose, given.input_type, given.task].filter((name) => name != null);
  if (named.length > 1) {
    const message = "`purpose`, `input_type` and `task` say the same; give one of them.";
    throw new ParamError("BAD_INPUT", "purpose", message);
  }
  if (language != null) {
    about("language", () => parseLanguage(language));
  }
  return {
    items: messages != null ? [readMessage(messages)] : readInput(input, limits),
    model: model ?? undefined,
    dimensions: dimensions ?? undefined,
    encoding: encoding_format ?? "float",
    purpose: purposes[named[0] ?? "DOCUMENT"]!,
    language: language ?? undefined,
  };
}

function readInput(input: unknown, limits: Pick<Limits, "maxInputs">): Item[] {
  if (input == null) {
    throw new ParamError("BAD_INPUT", "input", "`input` is missing: give a text or a list.");
  }
  const list: readonly unknown[] = Array.isArray(input) ? input : [input];
  about("input", () => {
    checkNotEmpty("input", list);
    checkInputs("input", list, limits);
  });
  return list.map((given, i) => parse(item, given, ["input", i]));
}

/** @throws ParamError for what the check throws */
function about(param: string, check: () => unknown): void {
  try {
    check();
  } catch (error) {
    throw error instanceof GatewayError ? new ParamError(error.code, param, error.message) : error;
  }
}

/** One, of which one vector is made. */
function readMessage(messages: unknown): Item {
  if (!Array.isArray(messages) || messages.length !== 1) {
    const given = Array.isArray(messages) ? `a list of ${messages.length}` : said(messages);
    throw new ParamError(
      "BAD_INPUT",
      "messages",
      `messages is ${given}; it must be a list of one message, of which one vector is made. Send several texts and images as items of \`input\`.`,
    );
  }
  return parse(message, messages[0], ["messages", 0]).content;
}

/** @throws ParamError for the first thing that is wrong */
function parse<Type extends z.ZodType>(
  type: Type,
  given: unknown,
  path: readonly (string | number)[] = [],
): z.output<Type> {
  const result = type.safeParse(given);
  if (result.success) {
    return result.data;
  }
  const issue = result.error.issues[0]!;
  const problem = problemOf({ ...issue, path: [...path, ...issue.path] });
  if (path.length === 0 && issue.code === "unrecognized_keys") {
    const known = Object.keys(fields).join(", ");
    throw new ParamError("BAD_INPUT", issue.keys[0]!, `${problem}. The fields are ${known}.`);
  }
  throw new ParamError("BAD_INPUT", problem.slice(0, problem.indexOf(": ")), problem);
}
