import { GatewayError } from "../../models/errors.ts";
import { lists, parseLanguage } from "../../models/language/tag.ts";
import { refused, selectModel } from "../../models/routing/fallback.ts";
import { unavailable } from "../../models/unavailable.ts";
import { takes } from "../../models/routing/eligible.ts";
import { isLicensed } from "../../models/routing/licence.ts";
import type { Model } from "../../models/model.ts";
import type { Choice, ModelChoice, Task } from "../../models/routing/types.ts";
import { checkDimensions } from "./embedder.ts";
import type { Engine } from "./engine.ts";
import { lacksPull, mayNotPull, type Reach } from "./reach.ts";
import { routeOn } from "./routing-facts.ts";

/** The model a query runs on: named, routed, or the default; it can be used now, or this throws. */
export async function chooseModel(
  engine: Reach,
  { model: name, route, dimensions, language: given }: ModelChoice,
  task: Task,
): Promise<Choice> {
  if (name != null && route != null) {
    throw new GatewayError("BAD_INPUT", "Give `model` or `route`, not both.");
  }
  const said = given ?? route?.language;
  const language = said == null ? undefined : parseLanguage(said);
  const choice = route
    ? await routed(engine, { ...route, language: route.language ?? language }, task)
    : { model: named(engine, name, task), route: null };
  // Once for the whole query, not once an input; video has lengths of its own.
  if (!task.modalities.includes("VIDEO")) {
    checkDimensions(choice.model, dimensions);
  }
  checkAvailable(engine, choice.model);
  return { ...choice, ...(language !== undefined && { language }) };
}

/**
 * Starts what the model lacks.
 * @throws MODEL_UNAVAILABLE unless it can be used now; FORBIDDEN where only a download is missing that
 *   may not be started
 */
export function checkAvailable(engine: Engine, model: Model): void {
  prepare(engine, model);
  const state = engine.availability(model);
  if (!engine.mayPull && lacksPull(state)) {
    throw mayNotPull(model, state);
  }
  if (state.status !== "READY") {
    throw unavailable(model, state);
  }
}

function prepare({ mayPull, provider }: Engine, model: Model): void {
  if (mayPull) {
    provider(model).prepare?.(model);
  }
}

async function routed(
  engine: Reach,
  route: NonNullable<ModelChoice["route"]>,
  task: Task,
): Promise<Choice> {
  const modalities = [...new Set([...task.modalities, ...(route.modalities ?? [])])];
  const { anySpace, texts, space } = task;
  const needs = { texts, ...route, modalities, anySpace, task: route.task ?? task.kind };
  const answer = await routeOn(engine, needs, space);
  // Somebody wants it: by the next time it may be there.
  prepare(engine, answer.recommended);
  if (answer.refusal) {
    throw refused({ ...answer.refusal, availability: engine.availability(answer.refusal.wanted) });
  }
  return { model: answer.selected, route: answer };
}

/** The named model or the default; while it is not available, another name of its space. */
function named(engine: Reach, name: ModelChoice["model"], { modalities, exact }: Task): Model {
  const model = name == null ? engine.defaultModel() : engine.knownModel(name);
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
      // Whoever named a model did not choose stricter terms than its own.
      isLicensed(other, model) &&
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
    prepare(engine, model);
  }
  return selected;
}
