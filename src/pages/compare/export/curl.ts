import type { Operation } from "./operation.ts";

/** Of the environment. */
export const keyVariable = "PARALLAX_KEY";

/**
 * A command for sh, bash and zsh that sends the operation to `url`, with its files from the working
 * directory. See https://github.com/jaydenseric/graphql-multipart-request-spec.
 *
 * @param keyed whether the server wants a key, which the command takes from the environment
 */
export function curlCommand({ query, variables }: Operation, url: string, keyed = false): string {
  const files = variables.images.flatMap((image, i) =>
    "upload" in image ? [{ name: image.upload, path: `variables.images.${i}.upload` }] : [],
  );
  const images = variables.images.map((image) => ("upload" in image ? { upload: null } : image));
  // A query has no text in which a line break would matter.
  const operation = {
    query: query.replace(/\s+/g, " ").trim(),
    variables: { ...variables, images },
  };
  const body = JSON.stringify(operation);
  if (files.length === 0) {
    return command(url, keyed, [
      ["-H", "content-type: application/json"],
      ["--data-raw", body],
    ]);
  }
  const map = Object.fromEntries(files.map(({ path }, i) => [i, [path]]));
  return command(url, keyed, [
    ["-H", "apollo-require-preflight: true"],
    // What --form would read from a file or cut at a semicolon, --form-string sends as it is.
    ["--form-string", `operations=${body}`],
    ["--form-string", `map=${JSON.stringify(map)}`],
    ...files.map(({ name }, i): [string, string] => ["-F", `${i}=@${fileName(name)}`]),
  ]);
}

function command(
  url: string,
  keyed: boolean,
  options: readonly (readonly [string, string])[],
): string {
  const words = [
    `curl ${quoted(url)}`,
    // The shell reads it where it stands between these quotes.
    ...(keyed ? [`-H "Authorization: Bearer $${keyVariable}"`] : []),
    ...options.map(([flag, text]) => `${flag} ${quoted(text)}`),
  ];
  return words.join(" \\\n  ");
}

/** One word for the shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Quoted for curl, which else ends a name at a comma or a semicolon; "-" alone is its input. */
function fileName(name: string): string {
  const path = name.startsWith("-") ? `./${name}` : name;
  return `"${path.replace(/["\\]/g, "\\$&")}"`;
}
