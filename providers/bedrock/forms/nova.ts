import type { Purpose } from "../../../models/model.ts";
import { fieldsOf, type Form, type FormOptions } from "./form.ts";

/** https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html */
export const nova: Form = {
  maxInputs: { TEXT: 1, IMAGE: 1 },
  // As its refusal says ("expected maxLength: 50000"); its page says 8192, and about 8,000 tokens are read.
  maxChars: 50_000,
  images: {
    accepts: ["image/jpeg", "image/png", "image/gif", "image/webp"],
    maxPixels: 16_000_000,
    maxBytes: 15_000_000,
  },
  maxBytes: 20_500_000,
  largest: "25 MB a request",

  request: ([content], options) =>
    embedding(
      options,
      "text" in content!
        ? { text: { truncationMode: "END", value: content.text } }
        : { image: image(content!.uri) },
    ),

  answer: ({ embeddings, inputTokenCount }: NovaAnswer) => ({
    vectors: embeddings?.map(({ embedding }) => embedding),
    tokens: inputTokenCount,
    truncated: Boolean(embeddings?.[0]?.truncatedCharLength),
  }),

  clips: {
    maxSeconds: 30,
    maxBytes: 15_000_000,
    request: (bytes, options) =>
      embedding(options, {
        // Sight and sound in one vector; separately they would be two.
        video: { format: "mp4", source: { bytes }, embeddingMode: "AUDIO_VIDEO_COMBINED" },
      }),
  },
};

/** @param content exactly one of text, image and video */
function embedding({ dimensions, purpose }: FormOptions, content: object): object {
  return {
    schemaVersion: "nova-multimodal-embed-v1",
    taskType: "SINGLE_EMBEDDING",
    singleEmbeddingParams: {
      embeddingPurpose: purposes[purpose],
      embeddingDimension: dimensions,
      ...content,
    },
  };
}

function image(uri: string): object {
  const { format, base64 } = fieldsOf(uri);
  return { detailLevel: "STANDARD_IMAGE", format, source: { bytes: base64 } };
}

/** Queries are for an index that may hold texts and images: the others are for one kind only. */
const purposes: Readonly<Record<Purpose, string>> = {
  DOCUMENT: "GENERIC_INDEX",
  QUERY: "GENERIC_RETRIEVAL",
  CLASSIFICATION: "CLASSIFICATION",
  CLUSTERING: "CLUSTERING",
};

interface NovaAnswer {
  readonly embeddings?: readonly {
    readonly embedding?: readonly number[];
    readonly truncatedCharLength?: number;
  }[];
  readonly inputTokenCount?: number;
}
