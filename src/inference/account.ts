import { GatewayError } from "../../models/errors.ts";
import type { Modality, Model } from "../../models/model.ts";
import type { Hold } from "../../providers/hold.ts";
import type { JoinOptions } from "../../providers/resilience/single-flight.ts";

/** Who pays for a caller's embeddings; what they took is told here, as they are made. */
export interface Account {
  /** Null for an anonymous caller. */
  readonly caller: string | null;
  /** @throws BudgetSpent */
  readonly hold: Hold;
  count(made: MadeFor): void;
}

/** One embedding; it cost nothing where it came from the cache, or where another caller asked first. */
export interface MadeFor {
  readonly model: Model;
  readonly modality: Modality;
  readonly tokens: number;
  readonly usd: number;
  readonly cached: boolean;
  /** Another caller's pass made it. */
  readonly joined?: boolean;
}

/** RATE_LIMITED: a caller has not as many dollars left. */
export class BudgetSpent extends GatewayError {
  readonly caller: string | null;

  constructor(caller: string | null, message: string, retryAfterMs: number) {
    super("RATE_LIMITED", message, { retryAfterMs });
    this.caller = caller;
  }
}

interface Flights<T> {
  has(key: string): boolean;
  join(
    key: string,
    start: (signal: AbortSignal) => Promise<T>,
    options: JoinOptions<never>,
  ): Promise<T>;
}

/**
 * Joins work under way, which its first caller pays for. Where that one cannot, the next pays itself.
 *
 * @throws BudgetSpent of this caller, or what the work throws
 */
export async function joinPaid<T>(
  flights: Flights<T>,
  key: string,
  start: (signal: AbortSignal) => Promise<T>,
  { signal, account }: { signal?: AbortSignal | undefined; account?: Account | undefined },
): Promise<{ readonly result: T; readonly joined: boolean }> {
  for (;;) {
    const joined = flights.has(key);
    try {
      return { result: await flights.join(key, start, { signal }), joined };
    } catch (error) {
      if (!joined || !(error instanceof BudgetSpent) || error.caller === account?.caller) {
        throw error;
      }
    }
  }
}
