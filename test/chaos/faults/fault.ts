import type { CohereServer } from "../../servers/cohere.ts";
import type { Traffic } from "../clients.ts";
import type { Random } from "../random.ts";

/** Something that happens to a server, for some seconds, while clients use it. */
export interface Fault {
  /**
   * Codes that clients may get meanwhile, all of them retryable, and for how many milliseconds after
   * it is over. By default a busy server's: OVERLOADED, TIMEOUT and FETCH_FAILED for ten seconds.
   */
  readonly excuses?: { readonly codes: readonly string[]; readonly afterMs: number };
  run(rig: Rig): Promise<void>;
}

export interface Rig {
  readonly traffic: Traffic;
  readonly random: Random;
  readonly cohere: CohereServer;
  /** How hostile requests were answered, by what they were: "deep JSON: 400 BAD_INPUT". */
  note(answer: string): void;
}

export const busy = { codes: ["OVERLOADED", "TIMEOUT", "FETCH_FAILED"], afterMs: 10_000 } as const;

/** A breaker that opened looks again after half a minute; what waited meanwhile is worked off. */
export const failing = {
  codes: ["PROVIDER_FAILED", "MODEL_UNAVAILABLE", "OVERLOADED", "TIMEOUT"],
  afterMs: 45_000,
} as const;
