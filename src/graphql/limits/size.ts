import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";

export interface Size {
  readonly depth: number;
  /** All fields below, every use of a fragment counted. */
  readonly fields: number;
  /** Those at the top. */
  readonly width: number;
}

/** Apollo keeps the documents that were asked lately; what was measured of them lasts as long. */
const sizes = new WeakMap<SelectionSetNode, Size>();
const fragmentsByDocument = new WeakMap<DocumentNode, Record<string, SelectionSetNode>>();

/** Each fragment is measured once, however often it is spread; validation has refused cycles. */
export function sizeOf(selectionSet: SelectionSetNode, document: DocumentNode): Size {
  const fragments = fragmentsOf(document);
  return measure(selectionSet);

  function measure(set: SelectionSetNode): Size {
    const known = sizes.get(set);
    if (known) {
      return known;
    }
    let size: Size = { depth: 0, fields: 0, width: 0 };
    for (const node of set.selections) {
      size = add(size, node);
    }
    sizes.set(set, size);
    return size;
  }

  function add({ depth, fields, width }: Size, node: SelectionNode): Size {
    const set = node.kind === Kind.FRAGMENT_SPREAD ? fragments[node.name.value] : node.selectionSet;
    const below = set ? measure(set) : { depth: 0, fields: 0, width: 0 };
    const own = node.kind === Kind.FIELD ? 1 : 0;
    return {
      depth: Math.max(depth, below.depth + own),
      fields: fields + below.fields + own,
      width: width + (own || below.width),
    };
  }
}

export function fragmentsOf(document: DocumentNode): Record<string, SelectionSetNode> {
  const known = fragmentsByDocument.get(document);
  if (known) {
    return known;
  }
  const fragments = Object.fromEntries(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node.selectionSet]),
  );
  fragmentsByDocument.set(document, fragments);
  return fragments;
}
