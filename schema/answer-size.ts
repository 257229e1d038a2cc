import { findModel } from "../models/find-model.ts";
import type { Model } from "../models/model.ts";

/** What the size of an answer depends on; known before anything runs. */
export interface Asked {
  /** Arguments of the query: of the root's field. */
  // type-graphql types those of its `complexity` in the same way.
  readonly query: Readonly<Record<string, any>>;
  /** Arguments of the field itself. */
  readonly args: Readonly<Record<string, any>>;
  readonly server: ServerFacts;
}

/** What a server has and allows. */
export interface ServerFacts {
  readonly models: readonly Model[];
  /** Id or alias. */
  readonly defaultModel: string;
  readonly maxVideoSeconds: number;
  readonly maxVideoFrames: number;
}

export interface AnswerSize {
  /** How many a list has; 0 or 1 for what may be left out. */
  readonly items?: (asked: Asked) => number;
  /** Of one value as JSON. */
  readonly bytes?: number | ((asked: Asked) => number);
}

/**
 * The mark by which MAX_ANSWER_BYTES counts a field, a query or a scalar: what it has that others
 * of its kind do not. An unmarked scalar is short, an unmarked list has a few items.
 */
export function answerSize(size: AnswerSize) {
  return { answerSize: size };
}

/**
 * The marks of a query whose answer has an item for each item of this argument, null for one that
 * failed.
 */
export function oneItemPer(argument: string) {
  const size = answerSize({ items: ({ query }) => query[argument].length });
  return { ...size, oneItemPer: argument };
}

/** Of a vector as a list: each number a float32 widened, its sign and a comma. */
export const vectorBytes = (dimensions: number): number => 23 * dimensions;

/** @param count how many numbers it has */
export function vectorSize(count: (asked: Asked) => number): AnswerSize {
  return { bytes: (asked) => vectorBytes(count(asked)) };
}

/** The most that a model of the catalog has there. */
export function mostItems(of: (model: Model) => readonly unknown[]): AnswerSize {
  return { items: ({ server }) => Math.max(...server.models.map((model) => of(model).length)) };
}

/** As mostItems; the bytes of the field as a whole, be it a text or a list of texts. */
export function mostBytes(of: (model: Model) => unknown) {
  return {
    items: () => 1,
    bytes: ({ server }) => Math.max(...server.models.map((model) => jsonBytes(of(model) ?? null))),
  } satisfies AnswerSize;
}

/** Numbers of a vector: as many as were asked for, or as the query's model has. */
export function dimensionsOf({ query, server }: Asked): number {
  const most = Math.max(...server.models.map(({ dimensions }) => dimensions));
  if (query["dimensions"] != null) {
    return Math.min(Math.max(query["dimensions"], 1), most);
  }
  const named = query["model"] ?? (query["route"] == null ? server.defaultModel : undefined);
  return (named && findModel(server.models, named)?.dimensions) || most;
}

export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
