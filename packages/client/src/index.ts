import {
  type Activation,
  ClientEmbedImagesDocument,
  ClientEmbedTextsDocument,
  ClientSimilarityDocument,
  type ImageInput,
  type Purpose,
} from "./generated/graphql.ts";
import { GatewayRequestError, request } from "./request.ts";

export type { Activation, Purpose } from "./generated/graphql.ts";
export { GatewayRequestError } from "./request.ts";
export type { Model } from "./model.ts";

/** A file (`File`, `Blob`), its bytes, or the URL of an image that the gateway may fetch. */
export type Image = Blob | Uint8Array | string;

export interface EmbedderOptions {
  /** The gateway's GraphQL endpoint, such as http://localhost:4000/graphql. */
  readonly url: string;
  /** Id or alias; the gateway's default when left out. */
  readonly model?: string | undefined;
  /** The length of vectors; similarities are always of vectors in full. */
  readonly dimensions?: number | undefined;
  readonly headers?: Record<string, string> | undefined;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface TextOptions extends CallOptions {
  /** What the vectors are for, where the model tells purposes apart; DOCUMENT when left out. */
  readonly purpose?: Purpose | undefined;
}

export interface SimilarityResult {
  readonly activation: Activation;
  /** One row an image, one number a text; null for an image that failed. */
  readonly cosine: readonly (Float32Array | null)[];
  readonly scores: readonly (Float32Array | null)[];
}

/**
 * Embeds texts and images with one model of a gateway, whichever runs it. For browsers and Node.
 * Vectors travel as base64 and come out as unit Float32Arrays.
 */
export class UnifiedEmbedder {
  readonly #options: EmbedderOptions;

  constructor(options: EmbedderOptions) {
    this.#options = options;
  }

  /**
   * One vector a text, in order.
   * @throws GatewayRequestError of the first text that failed
   */
  async embedText(
    texts: readonly string[],
    { purpose = "DOCUMENT", signal }: TextOptions = {},
  ): Promise<Float32Array[]> {
    const { url, model, dimensions, headers } = this.#options;
    const variables = { texts: list("texts", texts), model, dimensions, purpose };
    const answer = await request(url, ClientEmbedTextsDocument, variables, { headers, signal });
    return vectors(answer.data?.embedTexts, answer.errors);
  }

  async embedImage(image: Image, options: CallOptions = {}): Promise<Float32Array> {
    const [vector] = await this.embedImages([image], options);
    return vector!;
  }

  /**
   * One vector an image, in order.
   * @throws GatewayRequestError of the first image that failed
   */
  async embedImages(
    images: readonly Image[],
    { signal }: CallOptions = {},
  ): Promise<Float32Array[]> {
    const { url, model, dimensions, headers } = this.#options;
    const variables = { images: list("images", images).map(toInput), model, dimensions };
    const answer = await request(url, ClientEmbedImagesDocument, variables, { headers, signal });
    return vectors(answer.data?.embedImages, answer.errors);
  }

  /** Every image against every text; the row of an image that failed is null. */
  async similarity(
    images: readonly Image[],
    texts: readonly string[],
    { signal }: CallOptions = {},
  ): Promise<SimilarityResult> {
    const { url, model, headers } = this.#options;
    const variables = {
      images: list("images", images).map(toInput),
      texts: list("texts", texts),
      model,
    };
    const answer = await request(url, ClientSimilarityDocument, variables, { headers, signal });
    if (!answer.data) {
      throw answer.errors[0] ?? new Error("no answer");
    }
    const { activation, cosine, scores } = answer.data.similarity;
    return { activation, cosine: rows(cosine), scores: rows(scores) };
  }
}

/** Without types, one text would pass for a list of its letters. */
function list<T>(name: string, values: readonly T[]): T[] {
  if (!Array.isArray(values)) {
    throw new TypeError(`${name} must be a list; put a single one into [ ].`);
  }
  return [...values];
}

function toInput(image: Image): ImageInput {
  if (typeof image === "string") {
    return { url: image };
  }
  if (image instanceof Blob) {
    return { upload: image };
  }
  // Copied, because a Blob takes no bytes of shared memory.
  if (image instanceof Uint8Array) {
    return { upload: new Blob([new Uint8Array(image)]) };
  }
  throw new TypeError("An image must be a File, a Blob, a Uint8Array or a URL in a string.");
}

function vectors(
  items: readonly ({ base64: string } | null)[] | undefined,
  errors: readonly GatewayRequestError[],
): Float32Array[] {
  if (errors[0] || !items) {
    throw errors[0] ?? new Error("no answer");
  }
  return items.map((item) => floats(item!.base64));
}

/** Little-endian float32, on every machine; by what browsers have, too. */
function floats(base64: string): Float32Array {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(i * 4, true));
}

function rows(values: readonly (readonly number[] | null)[]): (Float32Array | null)[] {
  return values.map((row) => row && Float32Array.from(row));
}
