import type { Connection } from "./connection.ts";
import { cut, isShort, weigh } from "./cut.ts";
import { errorAt, GatewayRequestError, withFacts } from "./errors.ts";
import type { ListOptions, ModelOptions } from "./options.ts";
import { pause, waitBefore } from "./retry.ts";

/** Requests of one call that are under way at the same time. */
const requestsAtOnce = 2;

type Choice = Pick<ModelOptions, "model" | "route">;

export interface ListCall<Item, Result> {
  readonly connection: Connection;
  readonly items: readonly Item[];
  /** Variables that go along with every request. */
  readonly shared: object;
  readonly options: ListOptions;
  /**
   * Sends some of the items once.
   * @param indexes their places in the whole list
   * @throws GatewayRequestError when the request failed as a whole
   */
  send(items: readonly Item[], indexes: readonly number[], choice: Choice): Promise<Part<Result>>;
}

export interface Part<Result> {
  /** One result or error an item, in order. */
  readonly items: readonly (Result | GatewayRequestError)[];
  /** The model that answered, where an item tells. */
  readonly model: string | undefined;
}

/**
 * A part as a list field answered it: in the place of a null its error, with the place in the whole
 * list.
 *
 * @param read makes a value what the caller gets
 */
export function partOf<Value extends { readonly model: { readonly id: string } }, Result>(
  values: readonly (Value | null)[],
  errors: readonly GatewayRequestError[],
  { field, indexes }: { readonly field: string; readonly indexes: readonly number[] },
  read: (value: Value) => Result,
): Part<Result> {
  return {
    model: values.find((value) => value)?.model.id,
    items: values.map((value, i) =>
      value ? read(value) : withFacts(errorAt(errors, [field, i]), { path: [field, indexes[i]!] }),
    ),
  };
}

/**
 * One result or error an item, in order, of a list of any length: it is cut into requests, and what
 * failed is sent again. The server is asked for its limits only where they may matter: for a list
 * that is not short, or that it finds too large.
 *
 * After a request that failed as a whole no more are sent, because they would fail alike: its error
 * stands for all that is left. Only one that was too large says nothing about the others.
 *
 * @throws GatewayRequestError when no request was answered; the signal's reason
 */
export async function sendList<Item, Result>(
  call: ListCall<Item, Result>,
): Promise<(Result | GatewayRequestError)[]> {
  const { connection, items, shared, options } = call;
  const weights = items.map(weigh);
  if (!connection.knownLimits && isShort(weights)) {
    try {
      return await sendParts(call, [[...items.keys()]]);
    } catch (error) {
      if (!isTooLarge(error) || items.length < 2) {
        throw error;
      }
    }
  }
  const limits = connection.knownLimits ?? (await connection.limits(options));
  return sendParts(call, cut(weights, limits, weigh(shared).json));
}

async function sendParts<Item, Result>(
  call: ListCall<Item, Result>,
  indexes: readonly (readonly number[])[],
): Promise<(Result | GatewayRequestError)[]> {
  const { connection, items, options } = call;
  const { signal, onProgress } = options;
  const results = Array.from<Result | GatewayRequestError>({ length: items.length });
  let choice = connection.choice(options);
  let done = 0;
  let answered = false;
  let failure: GatewayRequestError | undefined;
  let stopped: GatewayRequestError | undefined;

  const parts = indexes.values();
  // Routed requests go one by one: the first that is answered decides on the model of all.
  const lanes = Array.from({ length: choice.route ? 1 : requestsAtOnce }, async () => {
    for (const part of parts) {
      await sendPart(part);
    }
  });
  await Promise.all(lanes);
  if (failure && !answered) {
    throw failure;
  }
  return results;

  async function sendPart(part: readonly number[]): Promise<void> {
    let left = part;
    for (let tries = 0; ; tries++) {
      const failed = stopped ?? (await sendOnce(left));
      const waits = left.map((index) =>
        stopped ? undefined : waitBefore(failed ?? results[index], tries, connection.retries),
      );
      const again = left.filter((_, i) => waits[i] !== undefined);
      settle(left.length - again.length);
      if (again.length === 0) {
        if (failed) {
          fail(left, failed);
        }
        return;
      }
      await pause(Math.max(...waits.map((wait) => wait ?? 0)), signal);
      left = again;
    }
  }

  /** Answers the error when the request failed as a whole. */
  async function sendOnce(indexes: readonly number[]): Promise<GatewayRequestError | undefined> {
    try {
      const part = await call.send(
        indexes.map((index) => items[index]!),
        indexes,
        choice,
      );
      indexes.forEach((index, i) => (results[index] = part.items[i]!));
      answered = true;
      if (choice.route && part.model) {
        choice = { model: part.model };
      }
      return undefined;
    } catch (error) {
      if (error instanceof GatewayRequestError) {
        return error;
      }
      throw error;
    }
  }

  function fail(indexes: readonly number[], error: GatewayRequestError): void {
    // An item that had failed by itself keeps its own reason.
    indexes.forEach((index) => (results[index] ??= error));
    failure ??= error;
    if (!isTooLarge(error)) {
      stopped ??= error;
    }
  }

  function settle(count: number): void {
    done += count;
    if (answered && count > 0) {
      onProgress?.({ done, total: items.length });
    }
  }
}

function isTooLarge(error: unknown): boolean {
  const { code, status } = error as Partial<GatewayRequestError>;
  return code === "TOO_LARGE" || status === 413;
}
