import {
  enoughCalls,
  expectedLatency,
  type Latency,
  machineSpeed,
} from "../../models/routing/latency-estimate.ts";
import { route } from "../../models/routing/route.ts";
import type { Needs, Route, World } from "../../models/routing/types.ts";
import type { Modality, Model } from "../../models/model.ts";
import type { Engine } from "./engine.ts";
import type { Reach } from "./reach.ts";
import { takesClips } from "./video-by-clips.ts";

/**
 * Asks the decision tree, with what this server knows at this moment.
 * @param space where only its models will do
 */
export function routeOn(reach: Reach, needs: Needs, space?: string): Promise<Route> {
  const world = worldOf(reach, needs.modalities ?? []);
  const models = world.models.filter((model) => space === undefined || model.space === space);
  return route(needs, { ...world, models });
}

function worldOf(reach: Reach, modalities: readonly Modality[]): World {
  const { config, whole, models, covers, availability, samplesFrames, provider } = reach;
  return {
    models: whole.models,
    ...(covers && { covers }),
    availability: once(availability),
    cloud: config.CLOUD,
    hasCloudCredentials: models.some(
      (model) => model.hosting === "CLOUD" && availability(model).status !== "NEEDS_CREDENTIALS",
    ),
    samplesFrames,
    takesClips: (model) => takesClips(provider(model), model),
    expectedLatency: once(latencyExpectedOn(whole, modalities)),
  };
}

/** Expected milliseconds for one input of the slowest of `modalities`: of texts and images, if empty. */
export function latencyExpectedOn(
  { models, latency }: Engine,
  modalities: readonly Modality[] = [],
): (model: Model) => Latency {
  /** The slowest of the modalities that are wanted, once each of them was called often enough. */
  const measured = (model: Model) => {
    const known = latency.ofOne(model.id).filter(({ count }) => count >= enoughCalls);
    const wanted = known.filter(({ modality }) =>
      modalities.length === 0 ? modality !== "VIDEO" : modalities.includes(modality),
    );
    if (wanted.length === 0 || wanted.length < modalities.length) {
      return undefined;
    }
    return wanted.reduce((slowest, each) => (each.p50Ms > slowest.p50Ms ? each : slowest));
  };
  const speed = machineSpeed(
    models
      .filter(({ hosting, engines }) => hosting === "LOCAL" && !engines)
      .map((model) => ({ model, pairMs: pairMs(latency.ofOneHere(model.id)) })),
  );
  return (model) =>
    expectedLatency(model, {
      measured,
      ...(speed !== undefined && { gflopsPerSecond: speed }),
    });
}

/** Rankings ask for the same model many times; files are looked at and quantiles taken once. */
function once<T>(of: (model: Model) => T): (model: Model) => T {
  const known = new Map<Model, T>();
  return (model) => {
    const value = known.has(model) ? known.get(model)! : of(model);
    known.set(model, value);
    return value;
  };
}

/** One text and one image, where both were timed often enough; else 0. */
function pairMs(stats: ReturnType<Engine["latency"]["of"]>): number {
  const known = stats.filter(({ count, modality }) => count >= enoughCalls && modality !== "VIDEO");
  return known.length < 2 ? 0 : known.reduce((sum, { p50Ms }) => sum + p50Ms, 0);
}
