import { GatewayRequestError, type Outcome } from "../../../packages/client/src/requests.ts";
import type { Feed, Part } from "./feed.ts";
import type { Pace } from "./pace.ts";
import type { OutRow } from "./rows.ts";
import type { Sender } from "./sender.ts";
import { verdictOn } from "./verdict.ts";
import type { Pending, Window } from "./window.ts";

export interface AnswersOptions {
  readonly window: Pick<Window, "settle" | "open">;
  readonly feed: Pick<Feed, "again" | "split" | "ended">;
  readonly sender: Pick<Sender, "send">;
  readonly pace: Pace;
  /** How long nothing may be answered. */
  readonly patienceMs: number;
  /** Told of every row that has come to an end. */
  readonly onRow: (row: OutRow) => void;
  /** Told why nothing is answered now, and with undefined that something is again. */
  readonly onWait: (reason: GatewayRequestError | undefined) => void;
  readonly now: () => number;
  /** How long an item that fails by itself waits the first time; then twice as long each time. */
  readonly firstRetryMs?: number;
}

/** An item that fails by itself is sent so often. */
const mostTries = 5;

/** Sends requests, and decides what becomes of each of their items. */
export function createAnswers(options: AnswersOptions) {
  const {
    window,
    feed,
    sender,
    pace,
    patienceMs,
    onRow,
    onWait,
    now,
    firstRetryMs = 1000,
  } = options;
  /** Items that failed by themselves and have no result yet. */
  const failing = new Set<Pending>();
  /** When the gateway last had a result for an item; at the start, nobody knows better. */
  let answeredAt = now();
  let answeredOnce = false;

  return { send, fail };

  /** @throws GatewayRequestError that ends the run; the signal's reason */
  async function send({ items, full }: Part, signal: AbortSignal): Promise<void> {
    const sentAt = now();
    const { whole, outcomes } = await ask(items, signal);
    const company = { whole, items: items.length };
    const errors = outcomes.filter((outcome) => outcome instanceof GatewayRequestError);
    const verdicts = errors.map((error) => verdictOn(error, company));
    const stop = errors[verdicts.indexOf("stop")];
    // What was answered beside it counts first.
    items.forEach((item, i) => {
      const outcome = outcomes[i]!;
      if (!(outcome instanceof GatewayRequestError)) {
        answered();
        settle(item, { key: item.item.key, ...outcome });
      } else if (verdictOn(outcome, company) === "fail") {
        answered();
        fail(item, outcome);
      }
    });
    if (stop) {
      throw stop;
    }
    if (verdicts.includes("split")) {
      return feed.split(items);
    }
    sendAgain(items, outcomes, company);
    const refusal = errors[verdicts.indexOf("wait")] ?? errors[verdicts.indexOf("retry")];
    if (refusal && (verdicts.includes("wait") || errors.length === items.length)) {
      refused(refusal, sentAt);
    } else {
      pace.answered(full && errors.length === 0 ? now() - sentAt : undefined);
    }
  }

  /** One outcome an item, also when the request failed as a whole. */
  async function ask(
    items: readonly Pending[],
    signal: AbortSignal,
  ): Promise<{ whole: boolean; outcomes: readonly Outcome[] }> {
    try {
      const sent = items.map(({ item }) => item);
      return { whole: false, outcomes: await sender.send(sent, signal) };
    } catch (error) {
      if (error instanceof GatewayRequestError && !signal.aborted) {
        return { whole: true, outcomes: items.map(() => error) };
      }
      throw error;
    }
  }

  function sendAgain(
    items: readonly Pending[],
    outcomes: readonly Outcome[],
    company: { readonly whole: boolean; readonly items: number },
  ): void {
    items.forEach((item, i) => {
      const error = outcomes[i]!;
      const verdict = error instanceof GatewayRequestError && verdictOn(error, company);
      if (verdict === "wait") {
        feed.again(item, 0);
      } else if (verdict === "retry") {
        retry(item, error as GatewayRequestError);
      }
    });
  }

  /**
   * A try counts when something else succeeded since the last one, or nothing else is left to. A run
   * that begins with nothing else ends with the patience, or it would never get past these.
   */
  function retry(item: Pending, error: GatewayRequestError): void {
    failing.add(item);
    const isLeft = feed.ended && failing.size === window.open;
    item.tries += Number(answeredAt > item.failedAt || (answeredOnce && isLeft));
    item.failedAt = now();
    if (isLeft && now() - answeredAt > patienceMs) {
      answered();
    }
    if (item.tries >= mostTries) {
      return fail(item, error);
    }
    const waitMs = firstRetryMs * 2 ** Math.max(0, item.tries - 1);
    feed.again(item, now() + Math.max(error.retryAfterMs ?? 0, waitMs));
  }

  /** @throws GatewayRequestError when it is out of patience */
  function refused(error: GatewayRequestError, sentAt: number): void {
    const { code, retryAfterMs } = error;
    const waitedMs = now() - answeredAt;
    if (waitedMs + (retryAfterMs ?? 0) > patienceMs) {
      throw new GatewayRequestError(
        `${error.message} Nothing was answered for ${inMinutes(waitedMs)}` +
          (retryAfterMs ? `, and the gateway asks to wait ${inMinutes(retryAfterMs)} more` : "") +
          `; --patience is ${inMinutes(patienceMs)}.`,
        { code, cause: error },
      );
    }
    onWait(error);
    pace.refused(sentAt, { retryAfterMs, timedOut: code === "TIMEOUT" });
  }

  function answered(): void {
    answeredAt = now();
    answeredOnce = true;
    onWait(undefined);
  }

  function fail(item: Pending, { code, message }: GatewayRequestError): void {
    settle(item, { key: item.item.key, truncated: false, error: { code, message } });
  }

  function settle(item: Pending, row: OutRow): void {
    failing.delete(item);
    window.settle(item, row);
    onRow(row);
  }
}

function inMinutes(ms: number): string {
  return `${Number((ms / 60_000).toFixed(1))} min`;
}
