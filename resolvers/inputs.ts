import { asError, GatewayError } from "../models/errors.ts";
import { measurePrompts } from "../models/zero-shot/measure.ts";
import { placeholder } from "../models/zero-shot/prompt.ts";
import type { Limits } from "../schema/limits.ts";
import { inTurn } from "./time-slice.ts";

/** @throws TOO_LARGE for a list of more than MAX_INPUTS */
export function checkInputs(
  name: string,
  items: readonly unknown[],
  { maxInputs }: Pick<Limits, "maxInputs">,
): void {
  if (items.length > maxInputs) {
    throw new GatewayError(
      "TOO_LARGE",
      `${name} has ${items.length} items; the limit is ${maxInputs} (MAX_INPUTS).`,
    );
  }
}

/** For queries that mean nothing without an input. @throws BAD_INPUT */
export function checkNotEmpty(name: string, items: readonly unknown[]): void {
  if (items.length === 0) {
    throw new GatewayError("BAD_INPUT", `${name} is empty; give at least one.`);
  }
}

/**
 * Characters of text that count as one input: a caption has fewer. So MAX_COST bounds what all
 * texts and prompts of an operation may take in memory.
 */
const charactersOfInput = 250;

/** Texts as inputs; long ones count as several. */
export function countTexts(texts: readonly string[]): number {
  return inputsOf(
    texts.length,
    texts.reduce((sum, { length }) => sum + length, 0),
  );
}

/** The prompts of labels and templates as inputs. A model's own templates count as one. */
export function countPrompts(
  labels: readonly string[],
  templates: readonly string[] | null | undefined,
): number {
  const { count, characters } = measurePrompts(labels, templates ?? [placeholder]);
  return inputsOf(count, characters);
}

function inputsOf(count: number, characters: number): number {
  return Math.max(count, Math.ceil(characters / charactersOfInput));
}

/**
 * One result or one Error per item, in order: GraphQL makes null and an error with the item's path
 * of an Error in a list, so that a bad item never fails its neighbours. Work is begun in turns: a
 * thousand cached embeddings would hold the event loop for half a second.
 */
export function eachOrError<T, R>(
  items: readonly T[],
  signal: AbortSignal,
  work: (item: T) => Promise<R>,
): Promise<(R | Error)[]> {
  return Promise.all(items.map((item) => inTurn(signal, () => work(item)).catch(asError)));
}
