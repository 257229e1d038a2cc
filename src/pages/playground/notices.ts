import type { Attachment } from "./attachments.ts";

type Named = Pick<Attachment, "name" | "kind">;

export function noVariable(files: readonly Named[]): string {
  const video = files.every(({ kind }) => kind === "video");
  const type = video ? "VideoInput" : "ImageInput";
  return (
    `This operation has no variable of type ${type}: declare one, such as ` +
    `(${video ? "$video" : "$image"}: ${type}!), then click the ${video ? "video" : "photo"}.`
  );
}

/** One sentence a variable, however many files it took: there is room for two lines. */
export function whereTheyWent(files: readonly Named[], into: ReadonlyMap<string, string>): string {
  const sentences = [...new Set(into.values())].map((variable) => {
    const inside = files.filter(({ name }) => into.get(name) === variable);
    return `${oneOrMany(inside)} ${inside.length === 1 ? "is" : "are"} in $${variable}.`;
  });
  const left = files.filter(({ name }) => !into.has(name));
  if (left.length > 0) {
    sentences.push(`No variable is left for ${oneOrMany(left)}.`);
  }
  return sentences.join(" ");
}

export function tooMany(left: readonly Named[], maxFiles: number): string {
  const stay = left.length === 1 ? "stays" : "stay";
  return `The server takes ${maxFiles} files a request: ${oneOrMany(left)} ${stay} out of the variables.`;
}

function oneOrMany(files: readonly Named[]): string {
  if (files.length === 1) {
    return files[0]!.name;
  }
  const kinds = new Set(files.map(({ kind }) => kind));
  const many = kinds.size > 1 ? "files" : kinds.has("video") ? "videos" : "photos";
  return `${files.length} ${many}`;
}

export function unreadable(error: unknown): string {
  const { message } = error as Error;
  // GraphiQL's sentence about the variables lacks its subject; the parser's about the query is whole.
  return message.startsWith("are ") ? `The variables ${message}` : message;
}
