import type { ExecutionResult } from "graphql";

/**
 * Why an item is null: the sentence of the error whose path leads to it. `place` has the items'
 * numbers alone, since the names between them may be aliases.
 */
export function problemAt(
  { errors = [] }: Pick<ExecutionResult, "errors">,
  key: string,
  ...place: readonly number[]
): string | undefined {
  const found = errors.find(({ path }) => {
    const numbers = path?.filter((part) => typeof part === "number");
    return path?.[0] === key && place.every((number, i) => numbers?.[i] === number);
  });
  return found?.message;
}
