import { GatewayError } from "../models/errors.ts";
import { estimateUsd } from "../models/price.ts";
import { expandTemplates } from "../models/templates.ts";
import type { Model } from "../models/types.ts";
import type { CompareArgs, ModelResult } from "../schema/comparison.ts";
import { checkClassification, classifyAgainst, type Purposes } from "./classification.ts";
import type { Context } from "./context.ts";
import { cosineRows } from "./cosine-rows.ts";
import { checkInputs, checkNotEmpty } from "./inputs.ts";
import { eachOrError } from "./items.ts";
import { toMicroseconds } from "./timing.ts";

const maxModels = 16;
/** The same as for the cosines, so that nothing is embedded twice. */
const purposes: Purposes = { image: "DOCUMENT", label: "QUERY" };

/**
 * The models that are asked for.
 * @throws BAD_INPUT, UNKNOWN_MODEL, UNSUPPORTED_MODALITY, TOO_LARGE
 */
export function checkComparison(args: CompareArgs, context: Context): Model[] {
  for (const name of ["images", "texts", "models"] as const) checkNotEmpty(name, args[name]);
  for (const name of ["images", "texts"] as const) checkInputs(name, args[name], context.limits);
  checkClassification({ labels: args.texts, templates: args.templates }, context.limits);
  if (args.models.length > maxModels)
    throw new GatewayError(
      "TOO_LARGE",
      `models has ${args.models.length} items; at most ${maxModels} can be compared.`,
    );
  const models = args.models.map((id) => context.knownModel(id));
  models.forEach((model, i) => {
    if (models.indexOf(model) !== i)
      throw new GatewayError("BAD_INPUT", `models has ${model.id} twice (as ${args.models[i]}).`);
  });
  return models;
}

/** One model's row: its failure is a `Problem`, not the comparison's. */
export async function compareModel(
  context: Context,
  model: Model,
  { images, texts, templates }: CompareArgs,
): Promise<ModelResult> {
  const startedAt = performance.now();
  try {
    await context.choose(
      { model: model.id },
      {
        modalities: ["IMAGE", "TEXT"],
        anySpace: false,
        exact: true,
      },
    );
    const [{ rows }, classify] = await Promise.all([
      cosineRows(context, { model }, { images, texts }, startedAt),
      classifyAgainst(context, model, { labels: texts, templates }, startedAt, purposes),
    ]);
    const classifications = await eachOrError(images, classify);
    return {
      model,
      latencyMs: toMicroseconds(performance.now() - startedAt),
      dimensions: model.dimensions,
      cosine: rows,
      classifications,
      costUsd: costOf(
        model,
        images.length,
        texts.length,
        templates ? expandTemplates(templates) : model.templates,
      ),
    };
  } catch (error) {
    return { model, error: context.problem(error) };
  }
}

/** Each image once, and each text bare and in every template that changes it. */
function costOf(model: Model, images: number, texts: number, templates: readonly string[]): number {
  const forms = new Set(["{label}", ...templates]).size;
  return (
    estimateUsd(model.pricing, "IMAGE", { embedding: images }) +
    estimateUsd(model.pricing, "TEXT", { embedding: texts * forms })
  );
}
