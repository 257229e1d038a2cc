export const noVariable =
  "This operation has no variable of type ImageInput: " +
  "declare one, such as ($image: ImageInput!), then click the photo.";

/** One sentence a variable, however many photos it took: there is room for two lines. */
export function whereTheyWent(names: readonly string[], into: ReadonlyMap<string, string>): string {
  const sentences = [...new Set(into.values())].map((variable) => {
    const inside = names.filter((name) => into.get(name) === variable);
    return `${oneOrMany(inside, "photos")} ${inside.length === 1 ? "is" : "are"} in $${variable}.`;
  });
  const left = names.filter((name) => !into.has(name));
  if (left.length > 0) {
    sentences.push(`No variable is left for ${oneOrMany(left, "photos")}.`);
  }
  return sentences.join(" ");
}

export function notImages(names: readonly string[]): string {
  return `${oneOrMany(names, "files")} ${names.length === 1 ? "is not an image" : "are not images"}.`;
}

function oneOrMany(names: readonly string[], many: string): string {
  return names.length === 1 ? names[0]! : `${names.length} ${many}`;
}

export function unreadable(error: unknown): string {
  const { message } = error as Error;
  // GraphiQL's sentence about the variables lacks its subject; the parser's about the query is whole.
  return message.startsWith("are ") ? `The variables ${message}` : message;
}
