import type { Item, OutRow } from "./rows.ts";

/** An item that is read, and not yet written. */
export interface Pending {
  readonly row: number;
  readonly item: Item;
  /** How often it was sent and failed by itself. */
  tries: number;
  /** When it failed last. */
  failedAt: number;
  result?: OutRow;
}

export type Settled = Pending & { readonly result: OutRow };

/** Items under way in the order in which they were read; they leave in it, too. */
export interface Window {
  readonly size: number;
  /** Items without a result. */
  readonly open: number;
  add(item: Item): Pending;
  settle(item: Pending, result: OutRow): void;
  /** How many at the front have a result. */
  ready(): number;
  /** The first of those leave. */
  take(count: number): readonly Settled[];
}

export function createWindow(firstRow: number): Window {
  let pending: Pending[] = [];
  let next = firstRow;
  let ready = 0;
  let open = 0;
  return {
    get size() {
      return pending.length;
    },
    get open() {
      return open;
    },
    add(item) {
      const added: Pending = { row: next++, item, tries: 0, failedAt: -Infinity };
      pending.push(added);
      open++;
      return added;
    },
    settle(item, result) {
      item.result = result;
      open--;
    },
    ready() {
      while (pending[ready]?.result) {
        ready++;
      }
      return ready;
    },
    take(count) {
      const taken = pending.slice(0, count);
      pending = pending.slice(count);
      ready -= count;
      return taken as Settled[];
    },
  };
}
