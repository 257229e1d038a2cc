import type { Item } from "../cloud/batches.ts";
import type { TextOrUri } from "../cloud/items.ts";
import { byOutputType, type Read, withIndex } from "./answers.ts";

type Modality = "TEXT" | "IMAGE";
type Items = readonly Item<TextOrUri>[];

/** How a server is spoken to: everything that differs between engines is in such an entry. */
export interface Dialect {
  /** After the address. */
  readonly path: string;
  /** The most inputs of one request; 1 where more would be fused into one vector. */
  readonly maxInputs: Readonly<Record<Modality, number>>;
  /** Media types that images may have; others are made one of these. */
  readonly images: readonly string[];
  /** The fields that hold the inputs. */
  readonly contents: Readonly<Record<Modality, (items: Items) => object>>;
  /** The fields that ask for an encoding of the vectors. */
  encoded(as: Encoding): object;
  /** The field that asks for shorter vectors. */
  readonly dimensions: string;
  /** The field that tells what vectors are for. */
  readonly purpose: string;
  /** Fields that each request has. */
  readonly always?: Readonly<Partial<Record<Modality, object>>>;
  /** Texts and images are strings of one list: a text that looks like an image would become one. */
  readonly mistakesTexts?: true;
  readonly read: Read;
}

export const encodings = ["base64", "float"] as const;
export type Encoding = (typeof encodings)[number];

const all = ["image/jpeg", "image/png", "image/webp", "image/gif"];

const asStrings = (items: Items) => ({ input: items.map(({ content }) => textOrUri(content)) });

const asObjects = (image: (uri: string) => string) => (items: Items) => ({
  input: items.map(({ content }) =>
    "text" in content ? { text: content.text } : { image: image(content.uri) },
  ),
});

/** A conversation of one message with one part: its parts would become one vector. */
const asMessage = ([item]: Items) => ({
  messages: [
    {
      role: "user",
      content: [
        "text" in item!.content
          ? { type: "text", text: item!.content.text }
          : { type: "image_url", image_url: { url: (item!.content as { uri: string }).uri } },
      ],
    },
  ],
});

const openAi = {
  path: "/v1/embeddings",
  images: all,
  encoded: (encoding_format: Encoding) => ({ encoding_format }),
  dimensions: "dimensions",
  purpose: "input_type",
  read: withIndex,
} as const;

/** vLLM refuses texts that are too long, unless it is told to cut them at the model's length. */
const cutTexts = { TEXT: { truncate_prompt_tokens: -1 } };

const table = {
  /** docs.vllm.ai, "Embedding Usages": CLIP and SigLIP, whose texts are bare. */
  vllm: {
    ...openAi,
    maxInputs: { TEXT: 256, IMAGE: 1 },
    contents: { TEXT: asStrings, IMAGE: asMessage },
    always: cutTexts,
  },
  /** The same for models whose texts go through a chat template too, such as Qwen3-VL-Embedding. */
  "vllm-chat": {
    ...openAi,
    maxInputs: { TEXT: 1, IMAGE: 1 },
    contents: { TEXT: asMessage, IMAGE: asMessage },
    always: cutTexts,
  },
  /** vLLM's /v2/embed, after Cohere's: docs.vllm.ai, "Cohere Embed API". */
  "vllm-cohere": {
    path: "/v2/embed",
    images: all,
    maxInputs: { TEXT: 96, IMAGE: 32 },
    contents: {
      TEXT: (items) => ({ texts: items.map(({ content }) => textOrUri(content)) }),
      IMAGE: (items) => ({ images: items.map(({ content }) => textOrUri(content)) }),
    },
    encoded: (type) => ({ embedding_types: [type] }),
    dimensions: "output_dimension",
    purpose: "input_type",
    read: byOutputType,
  },
  /** docs.api.nvidia.com/nim, "nvclip"; NeMo Retriever has `input_type` besides. */
  nim: {
    ...openAi,
    images: ["image/jpeg", "image/png"],
    maxInputs: { TEXT: 64, IMAGE: 64 },
    contents: { TEXT: asStrings, IMAGE: asStrings },
    mistakesTexts: true,
  },
  /** infinity_emb, fastapi_schemas/pymodels.py. */
  infinity: {
    ...openAi,
    path: "/embeddings",
    maxInputs: { TEXT: 256, IMAGE: 32 },
    contents: { TEXT: asStrings, IMAGE: asStrings },
    always: { TEXT: { modality: "text" }, IMAGE: { modality: "image" } },
  },
  /** sglang, entrypoints/openai/serving_embedding.py: bare strings would miss the chat template. */
  sglang: {
    ...openAi,
    maxInputs: { TEXT: 64, IMAGE: 16 },
    contents: { TEXT: asObjects((uri) => uri), IMAGE: asObjects((uri) => uri) },
  },
  /** api.jina.ai/openapi.json, EmbeddingsV5Request. */
  jina: {
    ...openAi,
    maxInputs: { TEXT: 128, IMAGE: 16 },
    contents: { TEXT: asObjects(base64Of), IMAGE: asObjects(base64Of) },
    encoded: (embedding_type) => ({ embedding_type }),
    purpose: "task",
    always: {
      TEXT: { normalized: true, truncate: true },
      IMAGE: { normalized: true },
    },
  },
} as const satisfies Record<string, Dialect>;

export type DialectName = keyof typeof table;
export const dialects: Readonly<Record<DialectName, Dialect>> = table;

function textOrUri(content: TextOrUri): string {
  return "text" in content ? content.text : content.uri;
}

function base64Of(uri: string): string {
  return uri.slice(uri.indexOf(",") + 1);
}
