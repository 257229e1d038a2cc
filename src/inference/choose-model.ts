import { GatewayError } from "../../models/errors.ts";
import { knownModel } from "../../models/find-model.ts";
import { lists } from "../../models/language/tag.ts";
import { refused, selectModel } from "../../models/routing/fallback.ts";
import { unavailable } from "../../models/unavailable.ts";
import { takes } from "../../models/routing/eligible.ts";
import type { Model } from "../../models/model.ts";
import type { Choice, ModelChoice, Task } from "../../models/routing/types.ts";
import { checkDimensions } from "./embedder.ts";
import type { Engine } from "./engine.ts";
import { routeOn } from "./routing-facts.ts";

/** The model a query runs on: named, routed, or the default; it can be used now, or this throws. */
export async function chooseModel(
  engine: Engine,
  { model: name, route, dimensions }: ModelChoice,
  task: Task,
): Promise<Choice> {
  if (name != null && route != null) {
    throw new GatewayError("BAD_INPUT", "Give `model` or `route`, not both.");
  }
  const choice = route
    ? await routed(engine, route, task)
    : { model: named(engine, name ?? engine.config.DEFAULT_MODEL, task), route: null };
  // Once for the whole query, not once an input; video has lengths of its own.
  if (!task.modalities.includes("VIDEO")) {
    checkDimensions(choice.model, dimensions);
  }
  checkAvailable(engine, choice.model);
  return choice;
}

/** @throws MODEL_UNAVAILABLE unless the model can be used now; starts what it lacks */
export function checkAvailable({ provider, availability }: Engine, model: Model): void {
  provider(model).prepare?.(model);
  const state = availability(model);
  if (state.status !== "READY") {
    throw unavailable(model, state);
  }
}

async function routed(
  engine: Engine,
  route: NonNullable<ModelChoice["route"]>,
  task: Task,
): Promise<Choice> {
  const modalities = [...new Set([...task.modalities, ...(route.modalities ?? [])])];
  const { anySpace, texts, space } = task;
  const answer = await routeOn(engine, { texts, ...route, modalities, anySpace }, space);
  // Somebody wants it: by the next time it may be there.
  engine.provider(answer.recommended).prepare?.(answer.recommended);
  if (answer.refusal) {
    throw refused({ ...answer.refusal, availability: engine.availability(answer.refusal.wanted) });
  }
  return { model: answer.selected, route: answer };
}

/** The named model, or while it is not available another name of its space. */
function named(engine: Engine, name: string, { modalities, exact }: Task): Model {
  const model = knownModel(engine.models, name);
  const fits = (other: Model) => modalities.every((modality) => takes(other, modality));
  if (!fits(model)) {
    throw new GatewayError(
      "UNSUPPORTED_MODALITY",
      `${model.id} does not take ${modalities.join(" and ")}; it takes ${model.modalities.join(" and ")}.`,
    );
  }
  if (exact || engine.availability(model).status === "READY") {
    return model;
  }
  const others = engine.models.filter(
    (other) =>
      other.space === model.space &&
      fits(other) &&
      // A text tower for English only is no stand-in for one that knows fifty languages.
      model.languages.every((language) => lists(other, language)),
  );
  const { selected } = selectModel(model, {
    others,
    availability: engine.availability,
    anySpace: false,
  });
  // Somebody wants this one, though another of its space answers for it now.
  if (selected !== model) {
    engine.provider(model).prepare?.(model);
  }
  return selected;
}
