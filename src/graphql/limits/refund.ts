import type { GraphQLFormattedError } from "graphql";
import { costOf } from "./cost.ts";
import type { RootField } from "./root-fields.ts";

/** An answer, as far as it says what failed. */
export interface Answered {
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors?: readonly GraphQLFormattedError[] | undefined;
}

/**
 * Points of what failed: of a query that has no answer, or none but null with an error; of the inputs
 * of a list whose items are null.
 */
export function refundOf(queries: readonly RootField[], { data, errors = [] }: Answered): number {
  const failed = new Set(errors.map(({ path }) => path?.[0]));
  return queries.map(refundOfQuery).reduce((sum, points) => sum + points, 0);

  function refundOfQuery(query: RootField): number {
    const { field, node, args } = query;
    const key = (node.alias ?? node.name).value;
    const cost = costOf([query]);
    const answer = data?.[key];
    if (answer == null) {
      const skipped = data != null && !(key in data);
      // An error without a path is everybody's.
      return skipped || failed.has(key) || failed.has(undefined) ? cost : 0;
    }
    const name = field.extensions["oneItemPer"];
    if (!Array.isArray(answer) || typeof name !== "string" || !answer.includes(null)) {
      return 0;
    }
    const succeeded = args[name].filter((_: unknown, i: number) => answer[i] !== null);
    const spent = costOf([{ ...query, args: { ...args, [name]: succeeded } }]);
    return succeeded.length === 0 ? cost : cost - spent;
  }
}
