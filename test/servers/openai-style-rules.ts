import { hash } from "node:crypto";
import sharp from "sharp";
import { z } from "zod";
import type { DialectName } from "../../providers/remote/dialects.ts";

/** What one vector is made of: texts and pictures, of which there may be several. */
export type Part = string | Uint8Array;

/** What a server understood of a request: the parts of each vector, and how vectors are wanted. */
export interface Understood {
  readonly vectors: readonly (readonly Part[])[];
  readonly encoding: string;
  readonly dimensions?: number | undefined;
  /** Whatever else vectors depend on. */
  readonly options?: string | undefined;
}

export interface Rules {
  readonly path: string;
  /** @throws Refusal */
  understand(body: unknown, served: Served): Understood;
}

/** The model that the server runs. */
export interface Served {
  readonly model: string;
  readonly dimensions: number;
  /** Its vectors can be asked for shorter. */
  readonly shortens: boolean;
  /** CLIP and SigLIP: two towers, and no prompts. */
  readonly towers: boolean;
}

export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const encoding = z.enum(["float", "base64"]).default("float");
const part = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string() }),
  z.object({ type: z.literal("image_url"), image_url: z.object({ url: z.string() }) }),
]);
const common = { model: z.string(), encoding_format: encoding, dimensions: z.int().optional() };
const doc = z.object({ text: z.string().optional(), image: z.string().optional() });

/** vllm, entrypoints/pooling/embed: fields that it does not know are ignored. */
const vllm: Rules = {
  path: "/v1/embeddings",
  understand(body, served) {
    const chat = z.object({
      ...common,
      messages: z.array(z.object({ role: z.string(), content: z.array(part) })),
      normalize: z.never({ error: "Parameter `normalize` was removed" }).optional(),
    });
    const completion = z.object({
      ...common,
      input: z.union([z.string(), z.array(z.string())]),
      truncate_prompt_tokens: z.int().min(-1).optional(),
    });
    checkMatryoshka(body, "dimensions", served);
    if (typeof body === "object" && body !== null && "messages" in body) {
      const { messages, encoding_format, dimensions } = parse(chat, body, 400);
      // However many parts there are, and in however many messages: one vector.
      const parts = messages.flatMap(({ content }) => content.map(partOf));
      checkTowers(parts, served);
      return { vectors: [parts], encoding: encoding_format, dimensions };
    }
    const { input, encoding_format, dimensions, ...rest } = parse(completion, body, 400);
    const texts = [input].flat();
    if (rest.truncate_prompt_tokens === undefined && texts.some((text) => text.length > 300)) {
      throw new Refusal(400, "This model's maximum context length is 77 tokens.");
    }
    // Also what looks like a picture is a text here.
    return { vectors: texts.map((text) => [text]), encoding: encoding_format, dimensions };
  },
};

export const rules: Readonly<Record<DialectName, Rules>> = {
  vllm,
  "vllm-chat": vllm,

  /** vllm, entrypoints/pooling/embed/cohere. */
  "vllm-cohere": {
    path: "/v2/embed",
    understand(body, served) {
      const request = parse(
        z.object({
          model: z.string(),
          input_type: z.string().optional(),
          texts: z.array(z.string()).optional(),
          images: z.array(z.string()).optional(),
          inputs: z.array(z.object({ content: z.array(part) })).optional(),
          output_dimension: z.int().optional(),
          embedding_types: z
            .array(z.enum(["float", "binary", "ubinary", "base64"]))
            .default(["float"]),
          truncate: z.enum(["NONE", "START", "END"]).default("END"),
        }),
        body,
        400,
      );
      if (request.input_type !== undefined && served.towers) {
        throw new Refusal(
          400,
          `Unsupported input_type '${request.input_type}'. This model does not define any input_type task instructions.`,
        );
      }
      checkMatryoshka(body, "output_dimension", served);
      const { texts, images, inputs } = request;
      const vectors =
        images?.map((uri) => [bytesOf(uri)]) ??
        inputs?.map(({ content }) => content.map(partOf)) ??
        texts?.map((text) => [text]);
      if (!vectors) {
        throw new Refusal(400, "One of texts, images, or inputs must be provided");
      }
      for (const parts of vectors) {
        checkTowers(parts, served);
      }
      return {
        vectors,
        encoding: request.embedding_types[0]!,
        dimensions: request.output_dimension,
        options: request.input_type,
      };
    },
  },

  /** docs.api.nvidia.com/nim: nvclip, which forbids fields that it does not know. */
  nim: {
    path: "/v1/embeddings",
    understand(body) {
      const { input, encoding_format } = parse(
        z.strictObject({
          input: z.array(z.string()).max(64),
          model: z.string(),
          encoding_format: encoding,
          user: z.string().optional(),
        }),
        body,
        422,
      );
      const vectors = input.map((text) => {
        const mime = /^data:(image\/\w+);base64,/.exec(text)?.[1];
        if (mime && !["image/png", "image/jpeg", "image/jpg"].includes(mime)) {
          throw new Refusal(422, "Accepted formats are jpg, png and jpeg");
        }
        return [mime ? bytesOf(text) : text];
      });
      return { vectors, encoding: encoding_format };
    },
  },

  /** infinity_emb, fastapi_schemas/pymodels.py: a request is of one modality. */
  infinity: {
    path: "/embeddings",
    understand(body, served) {
      const request = parse(
        z.discriminatedUnion("modality", [
          z.object({
            ...common,
            modality: z.literal("text"),
            input: z.array(z.string()).min(1).max(2048),
          }),
          z.object({
            ...common,
            modality: z.literal("image"),
            input: z
              .array(z.string().regex(/^(data:[\w/+.-]*(;base64)?,|https?:)/))
              .min(1)
              .max(32),
          }),
        ]),
        body,
        422,
      );
      if ((request.dimensions ?? 0) > served.dimensions) {
        throw new Refusal(400, "MatryoshkaDimError");
      }
      return {
        vectors: request.input.map((text) => [request.modality === "image" ? bytesOf(text) : text]),
        encoding: request.encoding_format,
        dimensions: request.dimensions || undefined,
      };
    },
  },

  /** sglang, entrypoints/openai: lists of one kind only. */
  sglang: {
    path: "/v1/embeddings",
    understand(body) {
      const { input, encoding_format, dimensions } = parse(
        z.object({ ...common, input: z.union([z.array(doc), z.array(z.string())]) }),
        body,
        400,
      );
      const vectors = input.map((each) =>
        typeof each === "string" ? [`bare ${each}`] : partsOf(each),
      );
      return { vectors, encoding: encoding_format, dimensions };
    },
  },

  /** api.jina.ai/openapi.json, EmbeddingsV5Request. */
  jina: {
    path: "/v1/embeddings",
    understand(body, served) {
      const request = parse(
        z.object({
          model: z.literal(served.model),
          input: z.array(z.union([z.string(), z.object({ content: z.array(doc).min(1) }), doc])),
          embedding_type: z.enum(["float", "base64", "binary", "ubinary"]).default("float"),
          dimensions: z.int().min(1).max(served.dimensions).optional(),
          normalized: z.boolean().default(true),
          truncate: z.boolean().default(false),
          task: z
            .enum([
              "retrieval.query",
              "retrieval.passage",
              "text-matching",
              "clustering",
              "classification",
            ])
            .default("text-matching"),
        }),
        body,
        422,
      );
      const vectors = request.input.map((each) =>
        typeof each === "string"
          ? [each]
          : "content" in each
            ? each.content.flatMap(partsOf)
            : partsOf(each),
      );
      if (
        !request.truncate &&
        vectors.flat().some((one) => typeof one === "string" && one.length > 300)
      ) {
        throw new Refusal(400, "Input text exceeds the model's maximum of 8192 tokens.");
      }
      return {
        vectors,
        encoding: request.embedding_type,
        dimensions: request.dimensions,
        options: request.task,
      };
    },
  },
};

/** What tells a picture from others, in whatever format it is. @throws Refusal */
export function pixelsOf(bytes: Uint8Array): Promise<Uint8Array> {
  const name = hash("sha1", bytes);
  const known = pictures.get(name) ?? decode(bytes);
  pictures.set(name, known);
  return known;
}

const pictures = new Map<string, Promise<Uint8Array>>();

async function decode(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    const pixels = await sharp(bytes).resize(2, 2).removeAlpha().raw().toBuffer();
    return pixels.map((value) => Math.round(value / 16));
  } catch {
    throw new Refusal(400, "cannot identify image file");
  }
}

function parse<T>(schema: z.ZodType<T>, body: unknown, status: number): T {
  const { success, data, error } = schema.safeParse(body);
  if (!success) {
    throw new Refusal(status, error.message);
  }
  return data;
}

function partOf(content: z.output<typeof part>): Part {
  return content.type === "text" ? content.text : bytesOf(content.image_url.url);
}

function partsOf({ text, image }: z.output<typeof doc>): Part[] {
  return [...(text === undefined ? [] : [text]), ...(image === undefined ? [] : [bytesOf(image)])];
}

/** Of a data URI, or of bare base64. */
function bytesOf(uri: string): Uint8Array {
  return Buffer.from(uri.slice(uri.indexOf(",") + 1), "base64");
}

function checkMatryoshka(body: unknown, field: string, { shortens, model }: Served): void {
  if ((body as Record<string, unknown>)[field] !== undefined && !shortens) {
    throw new Refusal(400, `Model "${model}" does not support matryoshka representation`);
  }
}

/** CLIP has a vector for a text or for an image, and none for both. */
function checkTowers(parts: readonly Part[], { towers }: Served): void {
  const kinds = new Set(parts.map((one) => typeof one));
  if (towers && kinds.size > 1) {
    throw new Refusal(400, "CLIP accepts text-only or image-only inputs, not both!");
  }
}
