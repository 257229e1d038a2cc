import { Args, Ctx, Extensions, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { lists, parseLanguage } from "../models/language/tag.ts";
import type { Model as ModelRecord, Pricing as Price } from "../models/model.ts";
import { unitText } from "../models/price.ts";
import { answerSize } from "../schema/answer-size.ts";
import { Model } from "../schema/model.ts";
import { ModelArgs, ModelsArgs } from "../schema/model-args.ts";
import { Pricing } from "../schema/model-facts.ts";
import type { Context } from "./context.ts";

@Resolver(() => Model)
export class ModelsResolver {
  @Extensions(answerSize({ items: ({ server }) => server.models.length }))
  @Query(() => [Model], {
    description:
      "Lists the models of this server that you may use. A model must pass all filters that are given.",
  })
  models(@Args(() => ModelsArgs) filter: ModelsArgs, @Ctx() context: Context) {
    const { modality, hosting, available, commercialUse } = filter;
    const language = filter.language == null ? undefined : parseLanguage(filter.language);
    return context.models.filter(
      (model) =>
        (modality == null || model.modalities.includes(modality)) &&
        (hosting == null || model.hosting === hosting) &&
        (commercialUse == null || model.commercialUse === commercialUse) &&
        (language === undefined || lists(model, language)) &&
        (available == null || (context.availability(model).status === "READY") === available),
    );
  }

  @Query(() => Model, {
    nullable: true,
    description: "Looks up one model. Null if no model that you may use has this id or alias.",
  })
  model(@Args(() => ModelArgs) { id }: ModelArgs, @Ctx() context: Context) {
    return context.findModel(id) ?? null;
  }

  @FieldResolver()
  activation(@Root() model: ModelRecord, @Ctx() context: Context) {
    return context.scoring(model).activation;
  }

  @FieldResolver()
  logitScale(@Root() model: ModelRecord, @Ctx() context: Context) {
    const scoring = context.scoring(model);
    return "scale" in scoring ? scoring.scale : null;
  }

  @FieldResolver()
  logitBias(@Root() model: ModelRecord, @Ctx() context: Context) {
    const scoring = context.scoring(model);
    return "bias" in scoring ? scoring.bias : null;
  }

  @FieldResolver()
  defaultTemplates(@Root() model: ModelRecord) {
    return model.templates;
  }

  @FieldResolver()
  availability(@Root() model: ModelRecord, @Ctx() context: Context) {
    return context.availability(model);
  }

  @FieldResolver()
  latency(@Root() model: ModelRecord, @Ctx() context: Context) {
    return context.latency(model);
  }

  @FieldResolver()
  expectedLatency(@Root() model: ModelRecord, @Ctx() context: Context) {
    const { ms, source } = context.expectedLatency(model);
    return Number.isFinite(ms) ? { ms, source: source.toUpperCase() } : null;
  }
}

@Resolver(() => Pricing)
export class PricingResolver {
  @FieldResolver()
  unit(@Root() price: Price) {
    return unitText(price);
  }
}
