import { GatewayError } from "../errors.ts";
import { type Answers, isCovered } from "./facts.ts";
import { milliseconds } from "./explain.ts";
import { isLicensed } from "./licence.ts";
import type { Needs, World } from "./types.ts";
import type { Modality, Model } from "../model.ts";

/**
 * Models that the caller may use, that take the modalities and are fast enough.
 *
 * @throws MODEL_UNAVAILABLE when there is none; names the fastest where time is what lacks, and
 *   those that the licence forbids where that is it
 */
export function usableModels(needs: Needs, { cloud }: Answers, world: World): readonly Model[] {
  const { maxLatencyMs, modalities } = needs;
  const forbidden = cloud.value === "forbidden";
  const fitting = world.models.filter(
    (model) =>
      isCovered(model, world) &&
      !(forbidden && model.hosting === "CLOUD") &&
      takesAll(model, needs),
  );
  const where = forbidden ? "local model" : "model";
  const whose = world.covers ? "that this key covers" : "of this server";
  if (fitting.length === 0) {
    throw none(
      modalities?.length
        ? `No ${where} ${whose} takes ${modalities.join(" and ")} together.`
        : `There is no ${where} ${whose}.`,
    );
  }
  const licensed = fitting.filter((model) => isLicensed(model, needs));
  const [first] = licensed;
  if (!first) {
    throw none(
      `No ${where} ${whose} ${
        needs.commercialUse
          ? "takes this and has a licence that allows commercial use."
          : `takes this but for research: ${fitting.map(({ id }) => id).join(", ")}. Set commercialUse: false to allow these.`
      }`,
    );
  }
  const ms = (model: Model) => world.expectedLatency(model).ms;
  const fast =
    maxLatencyMs == null ? licensed : licensed.filter((model) => ms(model) <= maxLatencyMs);
  if (fast.length > 0) {
    return fast;
  }
  const fastest = licensed.reduce((best, model) => (ms(model) < ms(best) ? model : best), first);
  throw none(
    `No ${where} answers within maxLatencyMs ${maxLatencyMs}. The fastest is ${fastest.id}: ` +
      `${milliseconds(world.expectedLatency(fastest))}. Allow more time.`,
  );
}

function none(message: string): GatewayError {
  return new GatewayError("MODEL_UNAVAILABLE", message, { retryable: false });
}

/** Everything that has to live in its space. */
export function takesAll(model: Model, { modalities }: Pick<Needs, "modalities">): boolean {
  return (modalities ?? []).every((modality) => takes(model, modality));
}

/** Natively, or a video by its frames. */
export function takes(model: Model, modality: Modality): boolean {
  return modality === "VIDEO" ? model.video !== "NONE" : model.modalities.includes(modality);
}
