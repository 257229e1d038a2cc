import { GatewayError } from "../../models/errors.ts";
import type { Input } from "../../models/model.ts";
import type { Pass, Row } from "../provider.ts";
import { bisect } from "../resilience/bisect.ts";
import { isAboutInput } from "./errors.ts";
import { settle, toFailedRow } from "./rows.ts";

/** An input as it is sent: one vector comes back for each. */
export interface Item<Content = unknown> {
  readonly input: Input;
  readonly content: Content;
  /** On the wire. */
  readonly bytes: number;
}

export interface Batches<I extends Item> {
  /** Its service, for people. */
  readonly name: string;
  /** @throws GatewayError IMAGE_UNREADABLE, TOO_LARGE */
  toItem(input: Input): Promise<I>;
  /** Of one request. */
  readonly maxInputs: number;
  readonly maxBytes: number;
  /** One request: a row per item, in their order. */
  send(items: readonly I[]): Promise<readonly (Row | Error)[]>;
  readonly signal: AbortSignal;
}

/**
 * Makes items of the inputs, sends them in few requests, and puts the rows in the inputs' order. A
 * request that was refused for what is in it, as too large or for a bad input, is sent in halves
 * until that input is found, which fails alone.
 *
 * @throws GatewayError when the service, and not single inputs, is why there is no row at all
 */
export async function embedInBatches<I extends Item>(
  inputs: readonly Input[],
  { name, toItem, maxInputs, maxBytes, send, signal }: Batches<I>,
): Promise<Pass> {
  const rows: (Row | Error)[] = [];
  const made = await Promise.all(
    inputs.map((input) => toItem(input).catch((error) => toFailedRow(error, signal))),
  );
  const placed: { index: number; item: I }[] = [];
  for (const [index, item] of made.entries()) {
    if (item instanceof GatewayError) {
      rows[index] = item;
    } else {
      placed.push({ index, item });
    }
  }
  // A service that refuses everything is not asked about each item.
  const splits = { left: 16 };
  await Promise.all(
    chunk(placed, maxInputs, maxBytes).map(async (part) => {
      const items = part.map(({ item }) => item);
      const answers = await bisect<I, Row>(items, send, blameInputs(name, splits)).catch(
        (error) => {
          const failed = toFailedRow(error, signal);
          return part.map(() => failed);
        },
      );
      for (const [i, { index }] of part.entries()) {
        rows[index] = answers[i]!;
      }
    }),
  );
  return settle(rows);
}

/** Cuts items into requests, in order. */
function chunk<P extends { readonly item: Item }>(
  placed: readonly P[],
  maxInputs: number,
  maxBytes: number,
): P[][] {
  const chunks: P[][] = [];
  let bytes = 0;
  for (const each of placed) {
    const last = chunks.at(-1);
    if (last && last.length < maxInputs && bytes + each.item.bytes <= maxBytes) {
      last.push(each);
      bytes += each.item.bytes;
    } else {
      chunks.push([each]);
      bytes = each.item.bytes;
    }
  }
  return chunks;
}

/** @throws an error that is not about an input */
function blameInputs(name: string, splits: { left: number }) {
  return (error: unknown, items: readonly Item[]): "halves" | GatewayError => {
    if (!isAboutInput(error)) {
      throw error;
    }
    if (items.length > 1) {
      return splits.left-- > 0 ? "halves" : unresolved;
    }
    // Services refuse an input without a word on its kind.
    return error.code === "BAD_INPUT" && items[0]!.input.modality === "IMAGE"
      ? unreadable(name)
      : error;
  };
}

const unreadable = (name: string) =>
  new GatewayError("IMAGE_UNREADABLE", `${name} cannot read the image; send it as JPEG or PNG.`);

const unresolved = new GatewayError(
  "PROVIDER_FAILED",
  "Too many inputs of one request were refused; send fewer at once to see which.",
  { retryable: false },
);
