import type { Results } from "../types.ts";

/** The run as one GraphQL operation. */
export interface Operation {
  readonly query: string;
  readonly variables: {
    readonly images: readonly ({ readonly url: string } | { readonly upload: string })[];
    readonly texts: readonly string[];
    readonly models: readonly string[];
    readonly templates?: readonly string[];
  };
}

const query = `query Compare($images: [ImageInput!]!, $texts: [String!]!, $models: [ID!]!, $templates: [String!]) {
  compare(images: $images, texts: $texts, models: $models, templates: $templates) {
    results {
      model { id }
      error { code message retryable }
      latencyMs
      costUsd
      classifications {
        activation
        best { label }
        labels { label score similarity }
      }
    }
    agreement {
      left { id }
      right { id }
      kendallTau
      topMatch
    }
  }
}
`;

/**
 * What repeats the run. A file is written as the playground writes one, `{ "upload": name }`: there
 * it is attached under that name. `curlCommand` sends it.
 */
export function compareOperation(
  { photos, labels, columns }: Results,
  templates: readonly string[] | null,
): Operation {
  return {
    query: templates ? query : withoutTemplates,
    variables: {
      images: photos.map(({ name, source }) =>
        typeof source === "string" ? { url: source } : { upload: name },
      ),
      texts: labels,
      models: columns.map(({ model }) => model.id),
      ...(templates && { templates }),
    },
  };
}

const withoutTemplates = query
  .replace(", $templates: [String!]", "")
  .replace(", templates: $templates", "");

export function variablesText({ variables }: Operation): string {
  return JSON.stringify(variables, null, 2);
}

/** One text with the variables as a comment, to be pasted anywhere. */
export function asDocument(operation: Operation): string {
  const comment = variablesText(operation).replaceAll(/^/gm, "# ");
  return `${operation.query}\n# Variables:\n${comment}\n`;
}

/** Servers and what stands before them refuse requests with longer first lines. */
const longestLink = 8000;

/** The playground with the operation in it, relative to the page; null where it would be too long. */
export function playgroundLink(operation: Operation): string | null {
  const parameters = new URLSearchParams({
    query: operation.query,
    variables: variablesText(operation),
  });
  const link = `graphql?${parameters}`;
  return link.length > longestLink ? null : link;
}
