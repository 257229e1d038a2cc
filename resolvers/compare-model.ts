import { GatewayError } from "../models/errors.ts";
import { estimateUsd } from "../models/price.ts";
import { expandTemplates } from "../models/zero-shot/templates.ts";
import type { Model } from "../models/model.ts";
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
 * @throws BAD_INPUT, TOO_LARGE
 */
export function checkComparison(args: CompareArgs, context: Context): Model[] {
  for (const name of ["images", "texts", "models"] as const) {
    checkNotEmpty(name, args[name]);
  }
  for (const name of ["images", "texts"] as const) {
    checkInputs(name, args[name], context.limits);
  }
  checkClassification({ labels: args.texts, templates: args.templates }, context.limits);
  if (args.models.length > maxModels) {
    throw new GatewayError(
      "TOO_LARGE",
      `models has ${args.models.length} items; at most ${maxModels} can be compared.`,
    );
  }
  const models = args.models.map((id) => known(context, id));
  models.forEach((model, i) => {
    if (models.indexOf(model) !== i) {
      throw new GatewayError("BAD_INPUT", `models has ${model.id} twice (as ${args.models[i]}).`);
    }
  });
  return models;
}

/** A list with a name that is nobody's is a wrong list. @throws BAD_INPUT */
function known(context: Context, id: string): Model {
  try {
    return context.knownModel(id);
  } catch (error) {
    if (!(error instanceof GatewayError)) {
      throw error;
    }
    throw new GatewayError("BAD_INPUT", `models: ${error.message}`);
  }
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
    // Side by side, so that both wait for the same reads and the same embeddings.
    const labelling = { labels: texts, templates };
    const classify = await classifyAgainst(context, model, labelling, startedAt, purposes);
    const [{ rows }, classifications] = await Promise.all([
      cosineRows(context, { model }, { images, texts }, startedAt),
      eachOrError(images, classify),
    ]);
    const failure = commonFailure(rows);
    if (failure) {
      throw failure;
    }
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

/** When every image failed, and not by its own fault, the model did. */
function commonFailure(rows: readonly (Float32Array | Error)[]): Error | undefined {
  const codes = ["MODEL_UNAVAILABLE", "OVERLOADED", "PROVIDER_FAILED", "TIMEOUT"];
  const failed = rows.every((row) => row instanceof GatewayError && codes.includes(row.code));
  return failed ? (rows[0] as Error) : undefined;
}

/** Each image once, and each text bare and in every template that changes it. */
function costOf(model: Model, images: number, texts: number, templates: readonly string[]): number {
  const forms = new Set(["{label}", ...templates]).size;
  return (
    estimateUsd(model.pricing, "IMAGE", { embedding: images }) +
    estimateUsd(model.pricing, "TEXT", { embedding: texts * forms })
  );
}
