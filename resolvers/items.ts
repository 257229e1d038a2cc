import { asError } from "../models/errors.ts";

/**
 * One result or one Error an item, in order: GraphQL makes null and an error with the item's path
 * of an Error in a list, so that a bad item never fails its neighbours.
 */
export function eachOrError<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<(R | Error)[]> {
  return Promise.all(items.map((item, index) => work(item, index).catch(asError)));
}
