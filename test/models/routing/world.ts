import { catalog } from "../../../models/catalog/index.ts";
import { embedded } from "../../../models/catalog/embedded.ts";
import type { Latency } from "../../../models/routing/latency-estimate.ts";
import type { World } from "../../../models/routing/types.ts";
import type { Availability, AvailabilityStatus, Model } from "../../../models/model.ts";

export const models: readonly Model[] = [{ ...embedded, video: "FRAMES" }, ...catalog];

export interface WorldOptions extends Partial<Omit<World, "availability" | "expectedLatency">> {
  /** Ids that are READY beside parallax/mini, or "all". */
  readonly ready?: readonly string[] | "all";
  readonly availability?: Readonly<Record<string, Availability>>;
  /** Milliseconds by id; of the others 100. */
  readonly latency?: Readonly<Record<string, number>>;
  readonly source?: Latency["source"];
}

/** A server as it is after installation: parallax/mini is ready, nothing else is. */
export function world({
  ready = [],
  availability,
  latency,
  source,
  ...rest
}: WorldOptions = {}): World {
  return {
    models,
    cloud: "auto",
    hasCloudCredentials: false,
    ...rest,
    availability: (model) =>
      availability?.[model.id] ?? {
        status:
          ready === "all" || model.id === embedded.id || ready.includes(model.id)
            ? "READY"
            : statusOf(model),
      },
    expectedLatency: ({ id }) => ({ ms: latency?.[id] ?? 100, source: source ?? "estimated" }),
  };
}

function statusOf({ hosting, weights }: Model): AvailabilityStatus {
  if (hosting === "CLOUD") {
    return "NEEDS_CREDENTIALS";
  }
  return weights?.from === "export" ? "NEEDS_EXPORT" : "DOWNLOADABLE";
}
