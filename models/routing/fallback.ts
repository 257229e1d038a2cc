import type { GatewayError } from "../errors.ts";
import type { Availability, Model } from "../model.ts";
import { unavailable } from "../unavailable.ts";

export interface Selection {
  readonly selected: Model;
  /** Something else than the wanted model is used. */
  readonly fallback: boolean;
  /** The wanted model is not available, others are, and the caller did not allow them. */
  readonly refusal?: Refusal;
}

export interface Refusal {
  readonly wanted: Model;
  readonly availability: Availability;
  /** Available models in other spaces, best first. */
  readonly others: readonly Model[];
}

export interface Candidates {
  /** Other models that would do, best first. */
  readonly others: readonly Model[];
  availability(model: Model): Availability;
  /** May a model of another space be taken? The same space always may. */
  readonly anySpace: boolean;
}

/**
 * The model to use now: the wanted one, or the first available of the others. Vectors of another
 * space are worthless in the caller's index, so that such a fallback needs leave.
 */
export function selectModel(wanted: Model, candidates: Candidates): Selection {
  const { others, availability, anySpace } = candidates;
  const ready = (model: Model) => availability(model).status === "READY";
  if (ready(wanted)) {
    return { selected: wanted, fallback: false };
  }
  const available = others.filter((model) => model.id !== wanted.id && ready(model));
  const allowed = anySpace ? available : available.filter(({ space }) => space === wanted.space);
  if (allowed[0]) {
    return { selected: allowed[0], fallback: true };
  }
  if (available.length === 0) {
    return { selected: wanted, fallback: false };
  }
  const refusal = { wanted, availability: availability(wanted), others: available };
  return { selected: wanted, fallback: false, refusal };
}

/** The error of a fallback that was not allowed: why, what to do, and what there is instead. */
export function refused({ wanted, availability, others }: Refusal): GatewayError {
  return unavailable(
    wanted,
    availability,
    `Its vectors cannot be compared with those of other models; set fallback: true to take one of ` +
      `these all the same: ${others.map(({ id }) => id).join(", ")}.`,
  );
}
