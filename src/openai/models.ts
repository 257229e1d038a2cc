import type { Model } from "../../models/model.ts";
import type { Context } from "../../resolvers/context.ts";

type Known = Pick<Context, "models" | "availability" | "knownModel">;

/** OpenAI's list of models: those that the caller may use, with what its form has no word for. */
export const listModels = ({ models, availability }: Known) => ({
  object: "list",
  data: models.map((model) => show(model, availability)),
});

/** @throws GatewayError UNKNOWN_MODEL, FORBIDDEN */
export const showModel = ({ knownModel, availability }: Known, name: string) =>
  show(knownModel(name), availability);

function show(model: Model, availability: Known["availability"]) {
  return {
    id: model.id,
    object: "model",
    // When a model was made is not in its record.
    created: 0,
    owned_by: model.provider,
    aliases: model.aliases,
    modalities: model.modalities,
    space: model.space,
    dimensions: model.dimensions,
    supported_dimensions: model.supportedDimensions,
    status: availability(model).status,
  };
}
