import {
  type DocumentNode,
  type FieldNode,
  getNamedType,
  getNullableType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isLeafType,
  isListType,
  isNullableType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import { getFieldDef } from "graphql/execution/execute.js";
import type { AnswerSize, Asked, ServerFacts } from "../../../schema/answer-size.ts";
import { argumentsOf, type Field, type RootField } from "./root-fields.ts";
import { fragmentsOf } from "./size.ts";
import type { Variables } from "./variables.ts";

/** Items of a list, and bytes of each where it is no object. */
interface Measure {
  readonly items: number;
  readonly bytes: number;
}

/**
 * Bytes of JSON that an operation may answer, estimated before it runs: each field with its name,
 * times the items of every list above it. How many a list has, and how long a value is, say the
 * marks of the schema (`answerSize`).
 */
export function answerBytes(
  queries: readonly RootField[],
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Variables,
  server: ServerFacts,
): number {
  const fragments = fragmentsOf(document);
  return queries.map(bytesOfQuery).reduce((sum, bytes) => sum + bytes, 0);

  function bytesOfQuery({ field, node, args: query }: RootField): number {
    const measured = new Map<Field, Measure>();
    return bytesOfField(field, node);

    function bytesOfField(field: Field, node: FieldNode): number {
      const { items, bytes } = measureOnce(field, node);
      const type = getNamedType(field.type);
      const one = isLeafType(type) ? bytes : perObject + bytesOfSet(node.selectionSet!, type);
      const least = itemsCanFail(field) ? perError : 0;
      return (node.alias ?? node.name).value.length + perField + items * Math.max(one, least);
    }

    function bytesOfSet(set: SelectionSetNode, type: GraphQLNamedType): number {
      return set.selections.reduce((sum, node) => {
        if (node.kind === Kind.FIELD) {
          const field = getFieldDef(schema, type as GraphQLObjectType, node);
          return sum + (field ? bytesOfField(field, node) : 0);
        }
        const spread = node.kind === Kind.FRAGMENT_SPREAD;
        return sum + bytesOfSet(spread ? fragments[node.name.value]! : node.selectionSet, type);
      }, 0);
    }

    /** Once for all its aliases, unless it has arguments of its own. */
    function measureOnce(field: Field, node: FieldNode): Measure {
      const known = measured.get(field);
      if (known) {
        return known;
      }
      const args = argumentsOf(field, node, variables) ?? {};
      const measure = measureOf(field, { query, args, server });
      if (field.args.length === 0) {
        measured.set(field, measure);
      }
      return measure;
    }
  }
}

/** Quotes, colon and comma; and because a short field takes as long to execute as a longer one. */
const perField = 16;
/** Braces and comma. */
const perObject = 3;
/** An item that fails is null, and has an entry in `errors`, whose message is at most this long. */
const perError = 1000;
/** Items of a list that has no mark, such as those of introspection. */
const fewItems = 20;
const ofScalar: Readonly<Record<string, number>> = { Boolean: 5, Int: 8, Float: 20, ID: 32 };
const ofText = 40;

function measureOf(field: Field, asked: Asked): Measure {
  const type = getNamedType(field.type);
  const own: AnswerSize = field.extensions["answerSize"] ?? {};
  const ofType: AnswerSize = type.extensions["answerSize"] ?? {};
  const bytes =
    own.bytes ?? ofType.bytes ?? (isEnumType(type) ? 12 : ofScalar[type.name]) ?? ofText;
  return {
    items: own.items?.(asked) ?? (isListType(getNullableType(field.type)) ? fewItems : 1),
    bytes: typeof bytes === "number" ? bytes : bytes(asked),
  };
}

function itemsCanFail(field: Field): boolean {
  const type = getNullableType(field.type);
  return isListType(type) && isNullableType(type.ofType);
}
