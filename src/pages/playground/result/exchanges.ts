import { parse, print } from "graphql";
import type { Attachment } from "../attachments.ts";
import type { Exchange } from "../fetcher.ts";
import { uploadName } from "../variables.ts";

/** An exchange with the files that its variables named then. */
export type Heard = Exchange & {
  /** The URL of each by its name: another file may go by that name later. */
  readonly files: ReadonlyMap<string, string>;
};

type Asked = { readonly query: string; readonly variables: unknown };

export type LastExchange = {
  readonly hear: (exchange: Exchange) => void;
  /** The last one whose result GraphiQL shows as this text. */
  readonly withResponse: (text: string) => Heard | undefined;
};

/** Keeps what was sent last: GraphiQL shows the result but forgets what it belongs to. */
export function createLastExchange(files: () => readonly Attachment[]): LastExchange {
  let last: Heard | undefined;
  return {
    hear(exchange) {
      // GraphiQL asks for the schema by the same way.
      if (exchange.operationName !== "IntrospectionQuery") {
        last = { ...exchange, files: urlsByName(files()) };
      }
    },
    withResponse: (text) =>
      last && JSON.stringify(last.result, null, 2) === text ? last : undefined,
  };
}

/** Whether the editors now hold what the result belongs to, but for layout and comments. */
export function belongsTo(heard: Heard, now: Asked, files: readonly Attachment[]): boolean {
  const urls = urlsByName(files);
  return (
    withoutLayout(heard.query) === withoutLayout(now.query) &&
    canonical(heard.variables) === canonical(now.variables) &&
    uploadNames(heard.variables).every((name) => heard.files.get(name) === urls.get(name))
  );
}

function urlsByName(files: readonly Attachment[]): ReadonlyMap<string, string> {
  return new Map(files.map(({ name, url }) => [name, url]));
}

function withoutLayout(query: string): string {
  try {
    return print(parse(query));
  } catch {
    return query;
  }
}

/** JSON without a meaning in the order of its fields. */
function canonical(variables: unknown): string {
  return JSON.stringify(variables ?? {}, (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

function uploadNames(value: unknown): string[] {
  const name = uploadName(value);
  if (name !== undefined) {
    return [name];
  }
  return typeof value === "object" && value !== null
    ? Object.values(value).flatMap(uploadNames)
    : [];
}
