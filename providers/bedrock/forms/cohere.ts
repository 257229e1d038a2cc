import type { Purpose } from "../../../models/model.ts";
import type { Form } from "./form.ts";

/**
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v4.html
 *
 * Images go as `images`, which keeps the purpose here: of `inputs`, that page has had two forms.
 */
export const cohere: Form = {
  // A request may have 128,000 tokens, an image up to 12,544.
  maxInputs: { TEXT: 96, IMAGE: 8 },
  maxTokens: 120_000,
  images: {
    accepts: ["image/jpeg", "image/png", "image/webp", "image/gif"],
    maxPixels: 2_458_624,
    maxBytes: 5_000_000,
  },
  maxBytes: 19_500_000,
  largest: "20 MB, 128,000 tokens",

  request: (contents, { dimensions, purpose }) => ({
    input_type: inputTypes[purpose],
    ...("text" in contents[0]!
      ? { texts: contents.map((content) => "text" in content && content.text) }
      : { images: contents.map((content) => "uri" in content && content.uri) }),
    embedding_types: ["float"],
    output_dimension: dimensions,
    truncate: "RIGHT",
  }),

  // One type that was asked for is answered as a list, or by its name.
  answer: ({ embeddings }: CohereAnswer) => ({
    vectors: embeddings && "float" in embeddings ? embeddings.float : (embeddings as Vectors),
  }),
};

const inputTypes: Readonly<Record<Purpose, string>> = {
  DOCUMENT: "search_document",
  QUERY: "search_query",
  CLASSIFICATION: "classification",
  CLUSTERING: "clustering",
};

type Vectors = readonly (readonly number[])[];

interface CohereAnswer {
  readonly embeddings?: Vectors | { readonly float: Vectors };
}
