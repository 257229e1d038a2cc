import { variablesText } from "./variables-text.ts";

/** An operation that a link brought along: `graphql?query=…&variables=…&operationName=…`. */
type LinkedQuery = {
  readonly query: string;
  readonly variables: string;
  readonly operationName: string | undefined;
};

const NAMES = ["query", "variables", "operationName"];

/** Undefined when the address names no query. Variables that are no JSON object stay as they are. */
export function linkedQuery(search: string): LinkedQuery | undefined {
  const params = new URLSearchParams(search);
  const query = params.get("query");
  return query?.trim()
    ? {
        query,
        variables: readable(params.get("variables") ?? ""),
        operationName: params.get("operationName") ?? undefined,
      }
    : undefined;
}

/** The address's `?…` without what `linkedQuery` reads: a reload must not open it once more. */
export function withoutLinkedQuery(search: string): string {
  const params = new URLSearchParams(search);
  for (const name of NAMES) {
    params.delete(name);
  }
  return params.size > 0 ? `?${params}` : "";
}

function readable(variables: string): string {
  try {
    const parsed: unknown = JSON.parse(variables);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? variablesText(parsed as Record<string, unknown>)
      : variables;
  } catch {
    return variables;
  }
}
