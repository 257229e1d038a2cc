import { fieldsOf, type Form } from "./form.ts";

/**
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-mm.html
 *
 * A request with a text and an image is answered with their mean, so none has both. Long texts are
 * refused, never cut.
 */
export const titan: Form = {
  maxInputs: { TEXT: 1, IMAGE: 1 },
  images: {
    accepts: ["image/jpeg", "image/png"],
    maxPixels: 2048 * 2048,
    maxSide: 2048,
    maxBytes: 15_000_000,
  },
  maxBytes: 20_500_000,
  largest: "256 tokens, 2048 × 2048 pixels",

  request: ([content], { dimensions }) => ({
    ...("text" in content!
      ? { inputText: content.text }
      : { inputImage: fieldsOf(content!.uri).base64 }),
    embeddingConfig: { outputEmbeddingLength: dimensions },
  }),

  answer: ({ embedding, inputTextTokenCount }: TitanAnswer) => ({
    vectors: embedding && [embedding],
    tokens: inputTextTokenCount,
  }),
};

interface TitanAnswer {
  readonly embedding?: readonly number[];
  readonly inputTextTokenCount?: number;
}
