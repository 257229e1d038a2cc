import { asError, GatewayError } from "../models/errors.ts";
import { expandTemplates } from "../models/zero-shot/templates.ts";
import type { Limits } from "../schema/limits.ts";

/** @throws TOO_LARGE for a list of more than MAX_INPUTS */
export function checkInputs(name: string, items: readonly unknown[], { maxInputs }: Limits): void {
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

interface Labelled {
  readonly labels?: readonly string[];
  readonly templates?: readonly string[] | null;
}

/** Texts that labels and templates make. */
export function countTexts(args: Labelled): number {
  return (args.labels?.length ?? 0) * countTemplates(args);
}

/** A model's own templates count as one. */
export function countTemplates({ templates }: Labelled): number {
  return templates ? expandTemplates(templates).length : 1;
}

/**
 * One result or one Error per item, in order: GraphQL makes null and an error with the item's path
 * of an Error in a list, so that a bad item never fails its neighbours.
 */
export function eachOrError<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<(R | Error)[]> {
  return Promise.all(items.map((item, index) => work(item, index).catch(asError)));
}
