/** Decides how many requests may be under way, and how large they are. Times in milliseconds. */
export interface Pace {
  /** Requests that may be under way now. */
  readonly limit: number;
  /** Items of one request. */
  readonly size: number;
  /** No request is sent before, by the clock that the pace was given. */
  readonly holdUntil: number;
  /** @param ms how long a request of full size took; undefined for another */
  answered(ms: number | undefined): void;
  /**
   * The gateway had too much to do, or could not be reached.
   * @param sentAt when the request that met it was sent: those sent together are one sign
   */
  refused(sentAt: number, refusal: Refusal): void;
}

export interface Refusal {
  /** How long the gateway asks to wait. */
  readonly retryAfterMs?: number | undefined;
  /** The request took too long: the next ones are to be smaller. */
  readonly timedOut?: boolean;
}

export interface PaceOptions {
  readonly mostRequests: number;
  readonly mostItems: number;
  readonly now?: () => number;
  readonly random?: () => number;
}

/** Requests that may wait in the gateway's queues beyond those it works at. */
const fewWaiting = 2;
const manyWaiting = 4;

/** Answers after which the best time is measured anew: the gateway may have more to do since. */
const memory = 300;

/** Answers after which larger requests are tried again. */
const cautious = 100;

const firstHoldMs = 500;
const longestHoldMs = 15_000;

/**
 * TCP Vegas: the best time that an answer took is that of an idle gateway, and what answers take
 * longer is time in its queues. The limit grows while few requests wait there and shrinks when many
 * do; it doubles until the first sign of waiting. When the gateway refuses, the limit is halved.
 *
 * The best time is measured anew with a few requests less for a moment. The best of the last answers
 * will not do: all of them waited, and the limit would grow without end.
 */
export function createPace(options: PaceOptions): Pace {
  const { mostRequests, mostItems, now = () => performance.now(), random = Math.random } = options;
  let limit = Math.min(2, mostRequests);
  let size = mostItems;
  let starting = true;
  let best = Infinity;
  let answers = 0;
  let measuring: Measuring | undefined;
  let sinceTimeout = 0;
  let refusedAt = -Infinity;
  let refusals = 0;
  let holdUntil = -Infinity;

  return {
    get limit() {
      return Math.max(1, Math.floor(limit));
    },
    get size() {
      return size;
    },
    get holdUntil() {
      return holdUntil;
    },
    answered(ms) {
      refusals = 0;
      if (ms === undefined) {
        return;
      }
      best = Math.min(best, ms);
      if (measuring) {
        measure(measuring, ms);
      } else {
        adapt(ms);
      }
      if (size < mostItems && ++sinceTimeout >= cautious) {
        resize(Math.min(mostItems, size * 2));
      }
    },
    refused(sentAt, { retryAfterMs, timedOut = false }) {
      if (sentAt >= refusedAt) {
        refusedAt = now();
        refusals++;
        starting = false;
        measuring = undefined;
        limit = Math.max(1, limit / 2);
        if (timedOut) {
          resize(Math.max(1, Math.floor(size / 2)));
        }
      }
      const wait = retryAfterMs ?? Math.min(longestHoldMs, firstHoldMs * 2 ** (refusals - 1));
      // A part is left to chance, so that clients who were refused together come back one by one.
      holdUntil = Math.max(holdUntil, now() + wait * (1 + random() / 4));
    },
  };

  function adapt(ms: number): void {
    const waiting = limit * (1 - best / ms);
    if (starting && waiting > fewWaiting) {
      // What was answered was sent when fewer were under way: by now, too many are.
      starting = false;
      limit -= waiting;
    }
    // Shared out among as many answers as the limit, which are one step.
    if (waiting < fewWaiting) {
      limit += starting ? 1 : 1 / limit;
    } else if (waiting > manyWaiting) {
      limit -= (waiting - manyWaiting) / 2 / limit;
    }
    limit = Math.min(mostRequests, Math.max(1, limit));
    if (++answers >= memory) {
      measuring = { since: now(), limit, left: 2 * limit, best: Infinity };
      limit = Math.max(1, limit - manyWaiting - 1);
    }
  }

  function measure(current: Measuring, ms: number): void {
    // What was sent before has waited.
    if (now() - ms >= current.since) {
      current.best = Math.min(current.best, ms);
    }
    if (--current.left <= 0 && current.best < Infinity) {
      ({ best, limit } = current);
      measuring = undefined;
      answers = 0;
    }
  }

  /** Times of requests of another size tell nothing. */
  function resize(items: number): void {
    size = items;
    best = Infinity;
    measuring = undefined;
    answers = 0;
    sinceTimeout = 0;
  }
}

interface Measuring {
  readonly since: number;
  /** To go on with. */
  readonly limit: number;
  /** Answers to wait for. */
  left: number;
  best: number;
}
