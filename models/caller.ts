/** Who sent a request, and what that caller may use. A limit that is left out is none. */
export interface Caller {
  /** Null for an anonymous caller. */
  readonly name: string | null;
  /** Ids, aliases, families, `LOCAL` for all local models, `CLOUD` for all of the cloud; all when left out. */
  readonly models?: readonly string[];
  /** May it start downloads of models? */
  readonly pull: boolean;
  /** Inputs as `MAX_COST` counts them. */
  readonly pointsPerHour?: number;
  /** For cloud models, from midnight to midnight UTC. */
  readonly usdPerDay?: number;
  /** Requests at once. */
  readonly maxInFlight?: number;
  /** Web pages that may use this key; all that CORS_ORIGIN allows when left out. */
  readonly origins?: readonly string[];
  /** Files that are fetched by URL at once. */
  readonly maxFetches?: number;
  /** Megabytes (10⁶) that are fetched by URL in a minute. */
  readonly fetchMbPerMinute?: number;
  /** Seconds of video that are embedded in an hour. */
  readonly videoSecondsPerHour?: number;
}

/** Whoever sends no key, where none is asked for. */
export const anonymous: Caller = { name: null, pull: true };

/** What one request has used so far. */
export interface Tally {
  /** Inputs as `MAX_COST` counts them. */
  points: number;
  /** For cloud models, by list prices; what came from the cache cost nothing. */
  usd: number;
  /** Text tokens that models saw. */
  tokens: number;
  /** Ids of the models that answered. */
  readonly models: Set<string>;
  /** Embeddings: out of the cache, by a pass that another caller asked for, by a pass of its own. */
  readonly embeddings: Record<"cached" | "joined" | "made", number>;
}

export function emptyTally(): Tally {
  return {
    points: 0,
    usd: 0,
    tokens: 0,
    models: new Set(),
    embeddings: { cached: 0, joined: 0, made: 0 },
  };
}
