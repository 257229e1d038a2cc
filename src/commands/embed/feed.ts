import {
  cut,
  GatewayRequestError,
  type RequestLimits,
  type Weight,
} from "../../../packages/client/src/requests.ts";
import type { Pace } from "./pace.ts";
import type { Item } from "./rows.ts";
import type { Sender } from "./sender.ts";
import type { Pending, Window } from "./window.ts";

/** What one request carries. */
export interface Part {
  readonly items: readonly Pending[];
  /** As many as fit, and none of them sent before: how long it takes tells about the gateway. */
  readonly full: boolean;
}

/** What is to be sent next: what failed and is due, then what is read. */
export interface Feed {
  /** Undefined when there is nothing to send now. */
  next(): Promise<Part | undefined>;
  /** Sends an item again. @param dueAt not before, by the clock of `now` */
  again(item: Pending, dueAt: number): void;
  /** Sends two halves instead of what failed together. */
  split(items: readonly Pending[]): void;
  /** When the first of what is to be sent again is due; Infinity when nothing is. */
  readonly dueAt: number;
  /** Nothing more will be read. */
  readonly ended: boolean;
}

export interface FeedOptions {
  readonly source: AsyncIterable<Item>;
  readonly window: Window;
  /** Items that the window holds at most. */
  readonly mostPending: number;
  readonly sender: Pick<Sender, "weigh">;
  readonly pace: Pick<Pace, "size">;
  readonly limits: RequestLimits;
  /** Told of items that need not be sent. */
  readonly fail: (item: Pending, error: GatewayRequestError) => void;
  readonly now: () => number;
}

/** Bytes of a request's files: what lies in memory is this times the requests under way. */
const mostFileBytes = 8_000_000;

/** The query, and what else each request has. */
const fixedBytes = 2000;

export function createFeed(options: FeedOptions): Feed {
  const { window, mostPending, sender, pace, limits, fail, now } = options;
  const source = options.source[Symbol.asyncIterator]();
  const parts: Part[] = [];
  let retries: { readonly item: Pending; readonly dueAt: number }[] = [];
  let ended = false;

  return {
    async next() {
      while (parts.length === 0) {
        const due = takeDue();
        if (due.length > 0) {
          await cutInto(due, false);
        } else if (ended || window.size >= mostPending) {
          return undefined;
        } else {
          await cutInto(await read(pace.size), true);
        }
      }
      return parts.shift();
    },
    again(item, dueAt) {
      retries.push({ item, dueAt });
    },
    split(items) {
      const half = Math.ceil(items.length / 2);
      for (const part of [items.slice(0, half), items.slice(half)]) {
        parts.push({ items: part, full: false });
      }
    },
    get dueAt() {
      return parts.length > 0
        ? 0
        : retries.reduce((first, { dueAt }) => Math.min(first, dueAt), Infinity);
    },
    get ended() {
      return ended;
    },
  };

  async function read(count: number): Promise<Pending[]> {
    const items: Pending[] = [];
    while (items.length < count && !ended) {
      const { done, value } = await source.next();
      if (done) {
        ended = true;
      } else {
        items.push(window.add(value));
      }
    }
    return items;
  }

  /** The first in the file first: others wait for them to be written. */
  function takeDue(): Pending[] {
    const at = now();
    const due = retries.filter(({ dueAt }) => dueAt <= at).map(({ item }) => item);
    const taken = new Set(due.toSorted((a, b) => a.row - b.row).slice(0, pace.size));
    retries = retries.filter(({ item }) => !taken.has(item));
    return [...taken];
  }

  async function cutInto(items: readonly Pending[], fresh: boolean): Promise<void> {
    const weights = await Promise.all(items.map(({ item }) => sender.weigh(item)));
    const sendable: { readonly item: Pending; readonly weight: Weight }[] = [];
    items.forEach((item, i) => {
      const weight = weights[i]!;
      if (weight instanceof GatewayRequestError) {
        fail(item, weight);
      } else {
        sendable.push({ item, weight });
      }
    });
    if (sendable.length === 0) {
      return;
    }
    const each = { ...limits, maxUploadBytes: Math.min(limits.maxUploadBytes, mostFileBytes) };
    const indexes = cut(
      sendable.map(({ weight }) => weight),
      each,
      fixedBytes,
    );
    const full = fresh && !ended;
    parts.push(
      ...indexes.map((part) => ({ items: part.map((index) => sendable[index]!.item), full })),
    );
  }
}
