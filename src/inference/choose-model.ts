import { GatewayError } from "../../models/errors.ts";
import { findModel, unknownModel } from "../../models/find-model.ts";
import { lists } from "../../models/language/tag.ts";
import { refused, selectModel } from "../../models/routing/fallback.ts";
import { unavailable } from "../../models/unavailable.ts";
import { takes } from "../../models/routing/eligible.ts";
import type { Model } from "../../models/model.ts";
import type { Choice, ModelChoice, Task } from "../../resolvers/context.ts";
import type { Core } from "./engine.ts";
import { dimensionsOf } from "./embed.ts";
import { routeOn } from "./routing-facts.ts";

/** The model a query runs on: named, routed, or the default; it can be used now, or this throws. */
export async function chooseModel(
  core: Core,
  { model: name, route, dimensions }: ModelChoice,
  task: Task,
): Promise<Choice> {
  if (name != null && route != null) {
    throw new GatewayError("BAD_INPUT", "Give `model` or `route`, not both.");
  }
  const choice = route
    ? await routed(core, route, task)
    : { model: named(core, name ?? core.config.DEFAULT_MODEL, task), route: null };
  // Once for the whole query, not once an input; video has lengths of its own.
  if (!task.modalities.includes("VIDEO")) {
    dimensionsOf(choice.model, dimensions);
  }
  checkAvailable(core, choice.model);
  return choice;
}

/** @throws UNKNOWN_MODEL with the names that look like it */
export function knownModel(models: readonly Model[], name: string): Model {
  const model = findModel(models, name);
  if (!model) {
    throw unknownModel(models, name);
  }
  return model;
}

/** @throws MODEL_UNAVAILABLE unless the model can be used now; starts what it lacks */
export function checkAvailable({ provider, availability }: Core, model: Model): void {
  provider(model).prepare?.(model);
  const state = availability(model);
  if (state.status !== "READY") {
    throw unavailable(model, state);
  }
}

async function routed(
  core: Core,
  route: NonNullable<ModelChoice["route"]>,
  task: Task,
): Promise<Choice> {
  const modalities = [...new Set([...task.modalities, ...(route.modalities ?? [])])];
  const { anySpace, texts } = task;
  const answer = await routeOn(core, { texts, ...route, modalities, anySpace });
  // Somebody wants it: by the next time it may be there.
  core.provider(answer.recommended).prepare?.(answer.recommended);
  if (answer.refusal) {
    throw refused({ ...answer.refusal, availability: core.availability(answer.refusal.wanted) });
  }
  return { model: answer.selected, route: answer };
}

/** The named model, or while it is not available another name of its space. */
function named(core: Core, name: string, { modalities, exact }: Task): Model {
  const model = knownModel(core.models, name);
  const fits = (other: Model) => modalities.every((modality) => takes(other, modality));
  if (!fits(model)) {
    throw new GatewayError(
      "UNSUPPORTED_MODALITY",
      `${model.id} does not take ${modalities.join(" and ")}; it takes ${model.modalities.join(" and ")}.`,
    );
  }
  if (exact) {
    return model;
  }
  const others = core.models.filter(
    (other) =>
      other.space === model.space &&
      fits(other) &&
      // A text tower for English only is no stand-in for one that knows fifty languages.
      model.languages.every((language) => lists(other, language)),
  );
  const { selected } = selectModel(model, {
    others,
    availability: core.availability,
    anySpace: false,
  });
  // Somebody wants this one, though another of its space answers for it now.
  if (selected !== model) {
    core.provider(model).prepare?.(model);
  }
  return selected;
}
