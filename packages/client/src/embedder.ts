import { classify, classifyImages } from "./classify.ts";
import { compare } from "./compare.ts";
import { Connection } from "./connection.ts";
import { embedImages, embedTexts, embedVideo } from "./embed.ts";
import type { GatewayRequestError } from "./errors.ts";
import {
  Caller as CallerOperation,
  Models,
  Route as RouteOperation,
  type RouteInput,
} from "./generated/operations.ts";
import type {
  CallOptions,
  ClassifyImagesOptions,
  ClassifyOptions,
  CompareOptions,
  EmbedOptions,
  EmbedderOptions,
  Image,
  ModelFilter,
  SimilarityOptions,
  Video,
  VideoOptions,
} from "./options.ts";
import type {
  Caller,
  Classification,
  Comparison,
  Limits,
  Model,
  Route,
  SimilarityResult,
  VideoResult,
} from "./results.ts";
import { similarity } from "./similarity.ts";

/**
 * Everything that a gateway can do, for browsers and Node: embeds texts, images and video into one
 * space, classifies, compares, and says which model to take.
 *
 * Lists may be of any length. What fails and may succeed later is sent again, `retries` times. All
 * methods throw a GatewayRequestError when the request failed as a whole, a TypeError for an argument
 * that is of the wrong kind, and the reason of `signal` when that aborts.
 *
 * @example
 * const embedder = new UnifiedEmbedder({ url: "http://localhost:4000/graphql" });
 */
export class UnifiedEmbedder {
  readonly #connection: Connection;

  constructor(options: EmbedderOptions) {
    this.#connection = new Connection(options);
  }

  /**
   * One unit vector a text, in order.
   *
   * @throws GatewayRequestError of the first text that failed; its `items` has the other vectors
   * @example
   * const [cat, dog] = await embedder.embedText(["a cat", "a dog"]);
   */
  embedText(texts: readonly string[], options: EmbedOptions = {}): Promise<Float32Array[]> {
    return embedTexts(this.#connection, texts, options);
  }

  /**
   * One unit vector.
   *
   * @example
   * const photo = await embedder.embedImage(input.files[0]);
   */
  async embedImage(image: Image, options: EmbedOptions = {}): Promise<Float32Array> {
    const [vector] = await embedImages(this.#connection, [image], options);
    return vector!;
  }

  /**
   * One unit vector an image, in order.
   *
   * @throws GatewayRequestError of the first image that failed; its `items` has the other vectors
   * @example
   * const vectors = await embedder.embedImages([...input.files], {
   *   onProgress: ({ done, total }) => console.log(`${done} of ${total}`),
   * });
   */
  embedImages(images: readonly Image[], options: EmbedOptions = {}): Promise<Float32Array[]> {
    return embedImages(this.#connection, images, options);
  }

  /**
   * One vector a segment, in the same space as the model's texts and images.
   *
   * @example
   * const { segments } = await embedder.embedVideo(file, { segments: { intervalSec: 8 } });
   * console.log(segments[0].startOffsetSec, segments[0].endOffsetSec, segments[0].vector);
   */
  embedVideo(video: Video, options: VideoOptions = {}): Promise<VideoResult> {
    return embedVideo(this.#connection, video, options);
  }

  /**
   * Every image against every text. In the place of the rows of an image that failed is its
   * GatewayRequestError.
   *
   * @example
   * const { cosine } = await embedder.similarity([photo, "https://example.com/dog.jpg"], ["a cat"]);
   * const found = cosine.map((row) => row instanceof Float32Array && row[0] > 0.25);
   */
  similarity(
    images: readonly Image[],
    texts: readonly string[],
    options: SimilarityOptions = {},
  ): Promise<SimilarityResult> {
    return similarity(this.#connection, images, texts, options);
  }

  /**
   * Scores an image against any labels; the model was trained on none of them.
   *
   * @example
   * const { best } = await embedder.classify(photo, ["a cat", "a dog"]);
   * console.log(best.label, best.score);
   */
  classify(
    image: Image,
    labels: readonly string[],
    options: ClassifyOptions = {},
  ): Promise<Classification> {
    return classify(this.#connection, image, labels, options);
  }

  /**
   * As `classify`, one result an image, in order. In the place of an image that failed is its
   * GatewayRequestError.
   *
   * @example
   * for (const result of await embedder.classifyImages(photos, ["a cat", "a dog"])) {
   *   console.log(result instanceof GatewayRequestError ? result.message : result.best.label);
   * }
   */
  classifyImages(
    images: readonly Image[],
    labels: readonly string[],
    options: ClassifyImagesOptions = {},
  ): Promise<(Classification | GatewayRequestError)[]> {
    return classifyImages(this.#connection, images, labels, options);
  }

  /**
   * The same images and texts through several models. An error of a model is in its result, one of an
   * image in the place of its row and of its classification.
   *
   * It is one request, whatever its length, because `agreement` is a mean over all images: the
   * server's limits apply to it, and only a request that failed as a whole is sent again.
   *
   * @example
   * const { results } = await embedder.compare([photo], ["a cat", "a dog"], {
   *   models: ["parallax/mini", "ViT-B-32"],
   * });
   * for (const { model, error, latencyMs } of results) {
   *   console.log(model.name, error?.message ?? latencyMs);
   * }
   */
  compare(
    images: readonly Image[],
    texts: readonly string[],
    options: CompareOptions,
  ): Promise<Comparison> {
    return compare(this.#connection, images, texts, options);
  }

  /**
   * The models of the gateway, and what those lack that cannot be used yet.
   *
   * @example
   * const ready = await embedder.models({ available: true });
   */
  async models(filter: ModelFilter = {}, options: CallOptions = {}): Promise<readonly Model[]> {
    return (await this.#connection.ask(Models, filter, options)).data.models;
  }

  /**
   * Which model to use for a task, and why. No model is run.
   *
   * @example
   * const { selected, steps } = await embedder.route({ language: "fr", cloud: false });
   */
  async route(input: RouteInput, options: CallOptions = {}): Promise<Route> {
    return (await this.#connection.ask(RouteOperation, { input }, options)).data.route;
  }

  /**
   * The most that the gateway accepts.
   *
   * @example
   * const { maxImageBytes } = await embedder.limits();
   */
  limits(options: CallOptions = {}): Promise<Limits> {
    return this.#connection.limits(options);
  }

  /**
   * Whom the gateway takes you for, by `key`: what you may use, and what is left of it.
   *
   * @example
   * const { name, points } = await embedder.caller();
   * console.log(`${points?.remaining} points until ${new Date(points?.resetAt)}`);
   */
  async caller(options: CallOptions = {}): Promise<Caller> {
    return (await this.#connection.ask(CallerOperation, {}, options)).data.caller;
  }
}
