import type { Gallery } from "./gallery.ts";
import type { Tally } from "./tally.ts";

export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly AnswerError[];
}

export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string; readonly retryable?: boolean };
}

/** What an input should get: the row of its reference, or one of these codes. */
export type Expectation = { readonly id: string } | { readonly refused: readonly string[] };

/** Where the rows of some inputs are in an answer, and what they should be. */
export interface Question<Row> {
  /** To the list, or to the only item. */
  readonly path: readonly (string | number)[];
  /** One per item of the list; one alone for an only item. */
  readonly expected: readonly Expectation[] | Expectation;
  readonly gallery: Gallery<Row>;
  rowOf(item: any): Row;
}

/** Compares every row of an answer with the reference of its input, and counts what it finds. */
export function judge<Row>(
  { path, expected, gallery, rowOf }: Question<Row>,
  { data, errors = [] }: Answer,
  excuses: ReadonlySet<string>,
  tally: Tally,
): void {
  const isList = Array.isArray(expected);
  const length = path.length + (isList ? 1 : 0);
  // An error inside an item makes the item null, one above makes all of them null.
  const errorAt = new Map(
    errors.map((error) => [keyOf((error.path ?? []).slice(0, length)), error]),
  );
  const value = valueAt(data, path);
  const items = isList ? ((value ?? []) as unknown[]) : [value];
  const expectations = (isList ? expected : [expected]) as readonly Expectation[];

  for (const [i, expectation] of expectations.entries()) {
    const at = isList ? [...path, i] : path;
    judgeItem(items[i], nearest(errorAt, at), expectation, at.join("."));
  }
  if (items.length > expectations.length) {
    const more = items.length - expectations.length;
    tally.add("wrong", `${path.join(".")} has ${more} items more than inputs`, more);
  }

  function judgeItem(
    item: unknown,
    error: AnswerError | undefined,
    expectation: Expectation,
    at: string,
  ): void {
    if (item != null) {
      const verdict =
        "id" in expectation ? gallery.verdict(expectation.id, rowOf(item)) : ("wrong" as const);
      const wanted = "id" in expectation ? expectation.id : expectation.refused.join(" or ");
      return tally.add(verdict, verdict === "right" ? undefined : `${at}, wanted ${wanted}`);
    }
    if (!error) {
      return tally.add("lost", `${at} is null without an error`);
    }
    const { code = "no code", retryable } = error.extensions ?? {};
    if (code === "INTERNAL") {
      return tally.add("INTERNAL", `${at}: ${error.message}`);
    }
    tally.addCode(code);
    if ("refused" in expectation && expectation.refused.includes(code)) {
      return tally.add("refused");
    }
    if (excuses.has(code) && retryable) {
      return tally.add("excused");
    }
    tally.add("wrong code", `${at}: ${code}: ${error.message}`);
  }
}

function nearest(errorAt: ReadonlyMap<string, AnswerError>, path: readonly (string | number)[]) {
  for (let length = path.length; length >= 0; length--) {
    const error = errorAt.get(keyOf(path.slice(0, length)));
    if (error) {
      return error;
    }
  }
  return undefined;
}

function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  let value: any = data;
  for (const key of path) {
    value = value?.[key];
  }
  return value;
}

const keyOf = (path: readonly (string | number)[]) => path.join("/");
