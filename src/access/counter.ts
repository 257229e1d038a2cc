import type { Exchange } from "../replicas/counts.ts";
import { leftOfShare, startWindow, type Window, type WindowLimit } from "./window.ts";

/** What is used of a limit in a window of time, by key. Amounts are whole numbers. */
export interface Counter {
  look(key: string, limit: WindowLimit): Promise<Use>;
  /** Takes all of the amount or, where it would pass the limit, nothing. */
  take(key: string, amount: number, limit: WindowLimit): Promise<Taken | Refused>;
  /** What of a limit a window ever has here: of replicas that share no store, a part. */
  most(limit: number): number;
  /** The store has lost something: it is told all again. */
  remind(): Promise<void>;
  /** Of how many keys something is remembered. */
  readonly size: number;
}

/** @param name what is counted: a name of lower-case letters */
export type OpenCounter = (name: string) => Counter;

export interface Use {
  /** By all replicas, as far as this one knows. */
  readonly used: number;
  /** What may still be taken here; 0 or more. */
  readonly left: number;
  /** In milliseconds since 1970. */
  readonly resetAt: number;
}

export interface Taken extends Use {
  /** What it came to; the difference is given back, or taken as well. */
  settle(amount: number): Promise<void>;
}

export interface Refused extends Use {
  readonly settle?: undefined;
}

interface Ask {
  readonly amount: number;
  readonly limit: WindowLimit;
  answer(taken: boolean, window: Window, left: number): void;
}

interface Entry {
  window: Window;
  /** As it was last asked with. */
  limit: WindowLimit;
  readonly asks: Ask[];
  busy: boolean;
}

export interface CounterOptions {
  /** Tells the store and asks it; left out: this process counts by itself. */
  readonly exchange?: Exchange | undefined;
  /** Among how many a limit is divided while there is no store. */
  readonly replicas?: () => number;
}

/**
 * Each process keeps what itself has used, and tells the store all of that with each question: so a
 * store that was away, or comes back empty, knows it again. Meanwhile it may use its share of a limit.
 */
export function createCounter({ exchange, replicas = () => 1 }: CounterOptions = {}): Counter {
  const entries = new Map<string, Entry>();
  let sweepAt = 0;
  let toTell: NodeJS.Timeout | undefined;

  /** After an answer that did not come, the store may have missed something of any key. */
  function tellLater(): void {
    toTell ??= setTimeout(() => {
      toTell = undefined;
      void tellAll();
    }, tellAgainMs).unref();
  }

  async function tellAll(): Promise<void> {
    for (const [key, { window, limit }] of entries) {
      if (window.own > 0 && Date.now() < window.resetAt) {
        await ask(key, 0, limit);
        if (toTell) {
          return; // It is still away.
        }
      }
    }
  }

  function open(key: string, limit: WindowLimit): Entry {
    const now = Date.now();
    if (now >= sweepAt) {
      sweepAt = now + sweepMs;
      for (const [each, { window, busy }] of entries) {
        if (!busy && now >= window.resetAt + sweepMs) {
          entries.delete(each);
        }
      }
    }
    const entry = entries.get(key) ?? { window: startWindow(0), limit, asks: [], busy: false };
    entries.set(key, entry);
    entry.limit = limit;
    return entry;
  }

  function ask(key: string, amount: number, limit: WindowLimit): Promise<Taken | Refused> {
    const entry = open(key, limit);
    return new Promise((resolve) => {
      entry.asks.push({
        amount,
        limit,
        answer(taken, window, left) {
          const { own, others, resetAt } = window;
          const use = { used: own + others, left, resetAt };
          resolve(taken ? { ...use, settle: settlement(key, amount, limit, window) } : use);
        },
      });
      if (!exchange) {
        answerHere(entry, entry.asks.splice(0));
      } else if (!entry.busy) {
        void askStore(key, entry, exchange);
      }
    });
  }

  const settlement = (key: string, taken: number, limit: WindowLimit, window: Window) =>
    async function settle(amount: number): Promise<void> {
      const more = amount - taken;
      taken = amount;
      // In the next window it would be missing.
      if (more !== 0 && entries.get(key)?.window === window) {
        window.own += more;
        await ask(key, 0, limit);
      }
    };

  /** One exchange of a key at a time: who comes meanwhile is in the next. */
  async function askStore(key: string, entry: Entry, exchange: Exchange): Promise<void> {
    entry.busy = true;
    while (entry.asks.length > 0) {
      const asks = entry.asks.splice(0, mostAsks);
      const { own, endsAt } = entry.window;
      const wanted = asks.map(({ amount, limit }) => ({ amount, limit: limit.limit }));
      const { seconds } = asks[0]!.limit;
      const answer = await exchange(key, { own, endsAt, seconds, wanted }).catch(() => undefined);
      if (!answer) {
        answerHere(entry, asks);
        tellLater();
        continue;
      }
      if (answer.isNew) {
        entry.window = startWindow(seconds);
      }
      const taken = answer.own - (answer.isNew ? 0 : own);
      const { window } = entry;
      // Meanwhile something may have been given back.
      window.own += taken;
      window.others = answer.total - answer.own;
      window.endsAt = answer.endsAt;
      window.resetAt = Date.now() + answer.msLeft;
      for (const [i, { answer: tell, limit }] of asks.entries()) {
        tell(answer.taken[i]!, window, Math.max(0, limit.limit - window.own - window.others));
      }
    }
    entry.busy = false;
  }

  /** Within this replica's share, and what the store said was left. */
  function answerHere(entry: Entry, asks: readonly Ask[]): void {
    for (const { amount, limit, answer } of asks) {
      const { own, others, resetAt } = entry.window;
      if (Date.now() >= resetAt || own + others === 0) {
        entry.window = startWindow(limit.seconds);
      }
      const { window } = entry;
      const left = leftOfShare(window, limit.limit, replicas());
      const taken = amount <= left;
      window.own += taken ? amount : 0;
      answer(taken, window, Math.max(0, taken ? left - amount : left));
    }
  }

  return {
    look: (key, limit) => ask(key, 0, limit),
    take: ask,
    remind: tellAll,
    most: (limit) => (exchange ? limit : Math.floor(limit / replicas())),
    get size() {
      return entries.size;
    },
  };
}

/** Windows are remembered for as long after their end: the store's clock may be late. */
const sweepMs = 60_000;
/** A store that was away is told again so soon after it is back. */
const tellAgainMs = 1000;
/** In one exchange: the store answers nobody else meanwhile. */
const mostAsks = 1000;
