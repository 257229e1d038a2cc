import { Kind, parse } from "graphql";
import type { OperationDefinitionNode, TypeNode, VariableDefinitionNode } from "graphql";
import type { Attachment } from "./attachments.ts";

export type Variables = Record<string, unknown>;

type Placed = {
  readonly variables: Variables;
  /** The variable each file went into, by the file's name. */
  readonly into: ReadonlyMap<string, string>;
};

type Named = Pick<Attachment, "name" | "kind">;
type Slot = { readonly name: string; readonly list: boolean; readonly kind: Attachment["kind"] };

const KINDS: Readonly<Record<string, Attachment["kind"]>> = {
  ImageInput: "image",
  VideoInput: "video",
};

/**
 * Writes `{ "upload": name }` into the operation's variables of type ImageInput or VideoInput: an
 * empty one first, else a list is appended to, else a single one is replaced. Files beyond the
 * places there are stay out. Answers null when the operation has no variable for any of them;
 * throws on a query that does not parse.
 */
export function placeFiles(
  files: readonly Named[],
  query: string,
  operationName: string | undefined,
  variables: Variables,
): Placed | null {
  const slots = fileSlots(query, operationName);
  if (!files.some(({ kind }) => slots.some((slot) => slot.kind === kind))) {
    return null;
  }
  const placed = { ...variables };
  const into = new Map<string, string>();
  const filled = new Set<Slot>();
  for (const { name, kind } of files) {
    const fitting = slots.filter((slot) => slot.kind === kind);
    const singles = fitting.filter((slot) => !slot.list && !filled.has(slot));
    const slot =
      singles.find((single) => placed[single.name] == null) ??
      fitting.find((one) => one.list) ??
      singles[0];
    if (!slot) {
      continue;
    }
    const before = placed[slot.name];
    const file = { upload: name };
    placed[slot.name] = slot.list ? [...(Array.isArray(before) ? before : []), file] : file;
    filled.add(slot);
    into.set(name, slot.name);
  }
  return { variables: placed, into };
}

/** Whether the operation has a list of photos; not while its query does not parse. */
export function takesManyPhotos(query: string, operationName: string | undefined): boolean {
  try {
    return fileSlots(query, operationName).some(({ list, kind }) => list && kind === "image");
  } catch {
    return false;
  }
}

/** The variables without any `{ "upload": name }`: lists close up, single ones are left out. */
export function withoutFile(variables: Variables, name: string): Variables {
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

/** The names of all files in a variables editor, also while its JSON is unfinished. */
export function filesIn(text: string): Set<string> {
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

function fileSlots(query: string, operationName: string | undefined): Slot[] {
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
  const kind = item.kind === Kind.NAMED_TYPE ? KINDS[item.name.value] : undefined;
  return kind ? [{ name, list, kind }] : [];
}

function nullable(type: TypeNode): Exclude<TypeNode, { kind: Kind.NON_NULL_TYPE }> {
  return type.kind === Kind.NON_NULL_TYPE ? type.type : type;
}
