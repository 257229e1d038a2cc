import {
  defaultFieldResolver,
  type FieldNode,
  getNullableType,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isIntrospectionType,
  isListType,
  isObjectType,
  isSpecifiedScalarType,
  isEnumType,
  getNamedType,
  Kind,
} from "graphql";
import type { Context } from "../../resolvers/context.ts";
import { inTurn } from "../../resolvers/time-slice.ts";
import { sizeOf } from "./limits/size.ts";

type Resolve = GraphQLFieldResolver<unknown, Context>;

/**
 * Makes graphql-js complete long lists item by item, in slices of time: by itself it completes a
 * list and all that is below it at one go, before anybody else's request, or the deadline of this
 * one, has a turn.
 */
export function sliceLists(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) {
      continue;
    }
    for (const field of Object.values(type.getFields())) {
      const item = getNamedType(field.type);
      const short = isSpecifiedScalarType(item) || isEnumType(item);
      if (isListType(getNullableType(field.type)) && !short) {
        field.resolve = inSlices(field.resolve ?? defaultFieldResolver);
      }
    }
  }
}

function inSlices(resolve: Resolve): Resolve {
  return (root, args, context, info) => {
    const slice = (items: unknown) =>
      Array.isArray(items) && isLong(items, info)
        ? items.map((item) => inTurn(context.signal, () => item as unknown))
        : items;
    const result = resolve(root, args, context, info);
    return result instanceof Promise ? result.then(slice) : slice(result);
  };
}

/** Fields that are completed at one go: some milliseconds. */
const manyFields = 5000;

/** Items of a query, and rows of numbers, are long by themselves. */
function isLong(items: readonly unknown[], info: GraphQLResolveInfo): boolean {
  const below = info.fieldNodes.reduce((sum, node) => sum + fieldsBelow(node, info), 0);
  const alone = info.path.prev === undefined || below === 0;
  return alone ? items.length > 1 : items.length * below > manyFields;
}

const counted = new WeakMap<FieldNode, number>();

function fieldsBelow(node: FieldNode, { fragments }: GraphQLResolveInfo): number {
  const known = counted.get(node);
  if (known !== undefined || !node.selectionSet) {
    return known ?? 0;
  }
  const document = { kind: Kind.DOCUMENT, definitions: Object.values(fragments) } as const;
  const { fields } = sizeOf(node.selectionSet, document);
  counted.set(node, fields);
  return fields;
}
