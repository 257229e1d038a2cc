import { Kind, parse } from "graphql";
import type { OperationDefinitionNode, TypeNode, VariableDefinitionNode } from "graphql";

export type Variables = Record<string, unknown>;

export type Placed = {
  readonly variables: Variables;
  /** The variable each photo went into, by the photo's name. */
  readonly into: ReadonlyMap<string, string>;
};

type Slot = { readonly name: string; readonly list: boolean };

/**
 * Writes `{ "upload": name }` into the operation's variables of type ImageInput: an empty one
 * first, else a list is appended to, else a single one is replaced. Photos beyond the places there
 * are stay out. Answers null when the operation has no such variable; throws on a query that does
 * not parse.
 */
export function placePhotos(
  names: readonly string[],
  query: string,
  operationName: string | undefined,
  variables: Variables,
): Placed | null {
  const slots = imageSlots(query, operationName);
  if (slots.length === 0) {
    return null;
  }
  const placed = { ...variables };
  const into = new Map<string, string>();
  const filled = new Set<Slot>();
  for (const name of names) {
    const singles = slots.filter((slot) => !slot.list && !filled.has(slot));
    const slot =
      singles.find((single) => placed[single.name] == null) ??
      slots.find((one) => one.list) ??
      singles[0];
    if (!slot) {
      break;
    }
    const before = placed[slot.name];
    const photo = { upload: name };
    placed[slot.name] = slot.list ? [...(Array.isArray(before) ? before : []), photo] : photo;
    filled.add(slot);
    into.set(name, slot.name);
  }
  return { variables: placed, into };
}

/** The variables without any `{ "upload": name }`: lists close up, single ones are left out. */
export function withoutPhoto(variables: Variables, name: string): Variables {
  const kept = Object.entries(variables)
    .filter(([, value]) => uploadName(value) !== name)
    .map(([key, value]) => [
      key,
      Array.isArray(value) ? value.filter((item) => uploadName(item) !== name) : value,
    ]);
  return Object.fromEntries(kept);
}

/** The string in `{ "upload": "…" }`, the way the playground writes a file into JSON. */
export function uploadName(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("upload" in value)) {
    return undefined;
  }
  return typeof value.upload === "string" ? value.upload : undefined;
}

/** The names of all photos in a variables editor, also while its JSON is unfinished. */
export function photosIn(text: string): Set<string> {
  const found = text.matchAll(/"upload"\s*:\s*("(?:[^"\\]|\\.)*")/g);
  return new Set(Array.from(found, ([, name]) => unquoted(name ?? "")));
}

function unquoted(literal: string): string {
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
  }
}

function imageSlots(query: string, operationName: string | undefined): Slot[] {
  const operations = parse(query).definitions.filter(
    (definition): definition is OperationDefinitionNode =>
      definition.kind === Kind.OPERATION_DEFINITION,
  );
  const operation = operations.find((one) => one.name?.value === operationName) ?? operations[0];
  return (operation?.variableDefinitions ?? []).flatMap(slotOf);
}

function slotOf(definition: VariableDefinitionNode): Slot[] {
  const name = definition.variable.name.value;
  const type = nullable(definition.type);
  const list = type.kind === Kind.LIST_TYPE;
  const item = list ? nullable(type.type) : type;
  const takesPhotos = item.kind === Kind.NAMED_TYPE && item.name.value === "ImageInput";
  return takesPhotos ? [{ name, list }] : [];
}

function nullable(type: TypeNode): Exclude<TypeNode, { kind: Kind.NON_NULL_TYPE }> {
  return type.kind === Kind.NON_NULL_TYPE ? type.type : type;
}
