import { type Embedding, toMicroseconds } from "../models/embedding.ts";
import { asError, GatewayError } from "../models/errors.ts";
import type { Model } from "../models/model.ts";
import type { CompareArgs, ModelResult } from "../schema/comparison.ts";
import { checkLabelling, classification, templatesFor } from "./classification.ts";
import type { Context } from "./context.ts";
import { cosineTable } from "./cosine-table.ts";
import { checkInputs, checkNotEmpty, eachOrError } from "./inputs.ts";
import { mapInTurn } from "./time-slice.ts";

const maxModels = 16;

/**
 * The models that are asked for.
 * @throws BAD_INPUT, TOO_LARGE, FORBIDDEN
 */
export function checkComparison(
  args: CompareArgs,
  { limits, knownModel }: Pick<Context, "limits" | "knownModel">,
): Model[] {
  for (const name of ["images", "texts", "models"] as const) {
    checkNotEmpty(name, args[name]);
  }
  for (const name of ["images", "texts"] as const) {
    checkInputs(name, args[name], limits);
  }
  checkLabelling({ labels: args.texts, templates: args.templates }, limits);
  if (args.models.length > maxModels) {
    throw new GatewayError(
      "TOO_LARGE",
      `models has ${args.models.length} items; at most ${maxModels} can be compared.`,
    );
  }
  const models = args.models.map((id) => known(knownModel, id));
  models.forEach((model, i) => {
    if (models.indexOf(model) !== i) {
      throw new GatewayError("BAD_INPUT", `models has ${model.id} twice (as ${args.models[i]}).`);
    }
  });
  return models;
}

/** A list with a name that is nobody's is a wrong list. @throws BAD_INPUT, FORBIDDEN */
function known(knownModel: Context["knownModel"], id: string): Model {
  try {
    return knownModel(id);
  } catch (error) {
    if (error instanceof GatewayError && error.code === "UNKNOWN_MODEL") {
      throw new GatewayError("BAD_INPUT", `models: ${error.message}`);
    }
    throw error;
  }
}

/** One model's row: its failure is a `Problem`, not the comparison's. */
export async function compareModel(
  context: Context,
  model: Model,
  args: CompareArgs,
): Promise<ModelResult> {
  const startedAt = performance.now();
  try {
    const result = await embedAndCompare(context, model, args, startedAt);
    return { model, latencyMs: toMicroseconds(performance.now() - startedAt), ...result };
  } catch (error) {
    return { model, error: context.problem(error) };
  }
}

/** Embeds each image, text and label once; the rest is arithmetic. */
async function embedAndCompare(
  context: Context,
  model: Model,
  { images, texts, templates, language: given }: CompareArgs,
  startedAt: number,
) {
  const choice = await context.choose(
    { model: model.id, language: given ?? null },
    { modalities: ["IMAGE", "TEXT"], anySpace: false, exact: true },
  );
  const { language } = choice;
  const used = templatesFor(model, templates);
  const [embeddedImages, embeddedTexts, heads] = await Promise.all([
    eachOrError(images, context.signal, (image) =>
      context.embedImage(choice, image, { purpose: "DOCUMENT" }),
    ),
    mapInTurn(texts, context.signal, (text) =>
      context.embedText(choice, text, { purpose: "QUERY" }),
    ),
    context
      .embedLabels(model, { labels: texts, templates: used, purpose: "QUERY", language })
      .catch(asError),
  ]);
  const failure = commonFailure(embeddedImages);
  if (failure) {
    throw failure;
  }
  const vectors = embeddedTexts.map(({ vector }) => vector);
  const scoring = context.scoring(model);
  // Bare texts are among the prompts of the template that adds nothing.
  const bare = used.includes("{label}") ? [] : embeddedTexts;
  const imagesCostUsd = sumOfUsd(embeddedImages);
  const labelling = { labels: texts, templates: used };
  return {
    dimensions: model.dimensions,
    cosine: await cosineTable(embeddedImages, vectors, context.signal),
    classifications: await mapInTurn(embeddedImages, context.signal, (image) => {
      if (image instanceof Error) {
        return image;
      }
      return heads instanceof Error
        ? heads
        : classification(image, heads, labelling, { scoring, startedAt });
    }),
    reported: new Set<number>(),
    costUsd: imagesCostUsd + sumOfUsd([...bare, heads]),
    imagesCostUsd,
    ...passesOf(embeddedImages),
  };
}

/** How many images were computed, and how many of them went together. */
function passesOf(images: readonly (Embedding | Error)[]) {
  const sizes = images.flatMap((image) =>
    image instanceof Error || image.timing.cached ? [] : [image.timing.batchSize],
  );
  const sum = sizes.reduce((total, size) => total + size, 0);
  return { imagesComputed: sizes.length, meanBatchSize: sizes.length ? sum / sizes.length : null };
}

function sumOfUsd(made: readonly ({ readonly usd: number } | Error)[]): number {
  return made.reduce((sum, each) => sum + (each instanceof Error ? 0 : each.usd), 0);
}

/** When every image failed, and not by its own fault, the model did. */
function commonFailure(images: readonly (Embedding | Error)[]): Error | undefined {
  const codes = ["MODEL_UNAVAILABLE", "RATE_LIMITED", "OVERLOADED", "PROVIDER_FAILED", "TIMEOUT"];
  const failed = images.every(
    (image) => image instanceof GatewayError && codes.includes(image.code),
  );
  return failed ? (images[0] as Error) : undefined;
}
