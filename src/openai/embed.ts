import type { Embedding } from "../../models/embedding.ts";
import { GatewayError } from "../../models/errors.ts";
import type { Modality } from "../../models/model.ts";
import type { Choice } from "../../models/routing/types.ts";
import { base64Length, encode } from "../../models/vector/encode.ts";
import type { Context } from "../../resolvers/context.ts";
import { countTexts, eachOrError } from "../../resolvers/inputs.ts";
import { mapInTurn } from "../../resolvers/time-slice.ts";
import { vectorBytes } from "../../schema/answer-size.ts";
import { Vector } from "../../schema/vector.ts";
import { charge } from "../access/charge.ts";
import type { Meter } from "../access/meter.ts";
import { checkCost } from "../graphql/limits/cost.ts";
import { errorOfItems } from "./errors.ts";
import type { EmbeddingsRequest } from "./request.ts";

/**
 * OpenAI's list of embeddings, one an item in their order. All or none: its form has no place for an item
 * that failed.
 *
 * @throws GatewayError as the queries `embedTexts` and `embedImages`; what is not answered costs no points
 */
export async function embed(
  context: Context,
  meter: Pick<Meter, "points">,
  request: EmbeddingsRequest,
): Promise<object> {
  const { items, model, dimensions, encoding, language } = request;
  const texts = items.flatMap((item) => ("text" in item ? item.text : []));
  const images = items.length - texts.length;
  const cost = countTexts(texts) + images;
  checkCost(cost, context.limits.maxCost);
  const modalities: Modality[] = [
    ...(texts.length > 0 ? (["TEXT"] as const) : []),
    ...(images > 0 ? (["IMAGE"] as const) : []),
  ];
  const asked = { model, dimensions, language };
  const choice = await context.choose(asked, { modalities, anySpace: false });
  checkAnswer(choice, request, context);

  const charged = await charge(meter, context, cost);
  let failed = cost;
  try {
    const embeddings = await embedAll(context, choice, request);
    const data = await mapInTurn(
      [...embeddings.entries()],
      context.signal,
      ([index, { vector }]) => ({
        object: "embedding",
        index,
        embedding: write[encoding](vector),
      }),
    );
    failed = 0;
    const tokens = embeddings.reduce((sum, embedding) => sum + (embedding.tokens ?? 0), 0);
    const usage = { prompt_tokens: tokens, total_tokens: tokens };
    return { object: "list", data, model: choice.model.id, usage };
  } finally {
    await charged.settle(failed);
  }
}

async function embedAll(
  context: Context,
  choice: Choice,
  { items, dimensions, purpose }: EmbeddingsRequest,
): Promise<Embedding[]> {
  const options = { dimensions, purpose };
  const results = await eachOrError(items, context.signal, (item) =>
    "text" in item
      ? context.embedText(choice, item.text, options)
      : context.embedImage(choice, item.image, options),
  );
  context.signal.throwIfAborted();
  const failures = results.flatMap((result, index) =>
    result instanceof Error ? { index, error: result } : [],
  );
  if (failures.length > 0) {
    throw errorOfItems(failures);
  }
  return results as Embedding[];
}

const write = {
  float: (vector: Float32Array) => Vector.serialize(vector),
  base64: (vector: Float32Array) => Buffer.from(encode(vector, "FLOAT32")).toString("base64"),
};

const bytesOf = { float: vectorBytes, base64: (count: number) => base64Length(count, "FLOAT32") };
/** Of an item, beside its vector. */
const bytesAround = 60;

/** @throws GatewayError TOO_LARGE for an answer of more than MAX_ANSWER_BYTES */
function checkAnswer(
  { model }: Choice,
  { items, dimensions = model.dimensions, encoding }: EmbeddingsRequest,
  { limits: { maxAnswerBytes } }: Context,
): void {
  const bytes = items.length * (bytesOf[encoding](dimensions) + bytesAround);
  if (bytes > maxAnswerBytes) {
    throw new GatewayError(
      "TOO_LARGE",
      `The answer may have ${bytes} bytes; the limit is ${maxAnswerBytes} (MAX_ANSWER_BYTES). ` +
        'Send fewer items, or ask for "encoding_format": "base64".',
    );
  }
}
