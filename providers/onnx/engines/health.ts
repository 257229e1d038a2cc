import { setTimeout as sleep } from "node:timers/promises";
import { placesOf } from "../../../models/engines.ts";
import type { Availability, Modality, Model } from "../../../models/model.ts";
import type { CallLimits, EngineState, Log } from "../../provider.ts";
import { nameOf, serverOf } from "./client.ts";
import { createEngineClients } from "./connect.ts";
import type { EngineSettings } from "./settings.ts";
import { watch, type Watched } from "./watch.ts";

/** What is known of the engines, without asking them. */
export interface EngineHealth {
  /** Why calls would fail now; undefined while each tower at an engine has an endpoint that is ready. */
  failing(model: Model): Availability | undefined;
  /** Undefined where no engine runs the tower. */
  limits(model: Model, modality: Modality): CallLimits | undefined;
  /** A call has just found none of its engines. @returns whether it has any */
  missed(model: Model, modality: Modality): boolean;
  states(): EngineState[];
  close(): void;
}

/** So long the first look at all of them may take: the server starts whether they are there or not. */
const firstLookMs = 3000;
/**
 * Inputs of one call: as many as the engine takes, but no more than are prepared at once here, and
 * these where it does not say.
 */
const inputs = { IMAGE: { usual: 16, most: 32 }, TEXT: { usual: 64, most: 128 } } as const;

/** Looks at the engines of ENGINES until `close`. */
export async function watchEngines(settings: EngineSettings, log: Log): Promise<EngineHealth> {
  const { ENGINES, ENGINE_HEADERS: headers = {}, ENGINE_CA_FILE: caFile, ENGINE_CALLS } = settings;
  const closing = new AbortController();
  const clients = createEngineClients();
  const options = { headers, ...(caFile && { caFile }) };
  const watched = new Map<string, Watched>();
  for (const place of ENGINES.flatMap(({ text, image }) => [text ?? [], image ?? []].flat())) {
    const known = watched.get(nameOf(place));
    const look = { log, closing: closing.signal };
    watched.set(nameOf(place), known ?? watch(place, clients.of(place, options), look));
  }
  const firstLooks = Promise.all([...watched.values()].map(({ firstLook }) => firstLook));
  await Promise.race([firstLooks, sleep(firstLookMs, undefined, { ref: false })]);

  const watchedOf = (model: Model, modality: Modality) =>
    placesOf(model, modality)?.flatMap((place) => watched.get(nameOf(place)) ?? []);

  return {
    failing(model) {
      const down = (["IMAGE", "TEXT"] as const).flatMap((modality) => {
        const endpoints = watchedOf(model, modality);
        return !endpoints || endpoints.some(({ up }) => up) ? [] : { modality, endpoints };
      });
      return down.length > 0 ? notReady(down) : undefined;
    },
    limits(model, modality) {
      const endpoints = watchedOf(model, modality);
      if (!endpoints || modality === "VIDEO") {
        return undefined;
      }
      const { usual, most } = inputs[modality];
      const batches = endpoints.flatMap((each) => each.model?.maxBatch ?? []);
      return {
        maxInputs: batches.length > 0 ? Math.min(most, ...batches) : usual,
        maxCalls: ENGINE_CALLS * Math.max(1, endpoints.filter(({ up }) => up).length),
      };
    },
    missed(model, modality) {
      const endpoints = watchedOf(model, modality) ?? [];
      endpoints.forEach((each) => each.miss());
      return endpoints.length > 0;
    },
    states: () =>
      [...watched.values()].map(({ place, up }) => {
        return { endpoint: serverOf(place), model: place.model, up };
      }),
    close() {
      closing.abort();
      clients.close();
    },
  };
}

/** Anybody may read it: it names no address. */
function notReady(
  down: readonly { readonly modality: "IMAGE" | "TEXT"; readonly endpoints: readonly Watched[] }[],
): Availability {
  const towers = down.map(({ modality }) => modality.toLowerCase()).join(" and ");
  const asked = down.flatMap(({ endpoints }) => endpoints.map(({ place }) => place.protocol));
  const over = [...new Set(asked)].map((protocol) => wellKnown[protocol]).join(" and ");
  return {
    status: "FAILING",
    reason: `no engine of its ${towers} tower${down.length > 1 ? "s" : ""} is ready (Open Inference Protocol over ${over}).`,
    howToEnable: "It is asked again every two seconds; the server's log says what is wrong.",
  };
}

const wellKnown = { http: "HTTP", grpc: "gRPC" } as const;
