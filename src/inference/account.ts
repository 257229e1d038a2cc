import type { Modality, Model } from "../../models/model.ts";

/** What a caller's embeddings took is told here, as they are made. */
export interface Account {
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
