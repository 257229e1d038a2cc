import type { Connection } from "./connection.ts";
import type { GatewayRequestError } from "./errors.ts";
import { Classify, ClassifyImages } from "./generated/operations.ts";
import { imageInput, languageOf, list } from "./inputs.ts";
import { partOf, sendList } from "./lists.ts";
import type { ClassifyImagesOptions, ClassifyOptions, Image } from "./options.ts";
import type { Classification } from "./results.ts";

/** @throws as `classify` of the embedder */
export async function classify(
  connection: Connection,
  image: Image,
  labels: readonly string[],
  options: ClassifyOptions,
): Promise<Classification> {
  const { templates, topK } = options;
  const language = languageOf(options);
  const variables = {
    image: imageInput(image),
    labels: list("labels", labels),
    templates,
    topK,
    language,
    ...connection.choice(options),
  };
  const { data } = await connection.ask(Classify, variables, options);
  return data.classify;
}

/** @throws as `classifyImages` of the embedder */
export async function classifyImages(
  connection: Connection,
  images: readonly Image[],
  labels: readonly string[],
  options: ClassifyImagesOptions,
): Promise<(Classification | GatewayRequestError)[]> {
  const { templates, topK } = options;
  const language = languageOf(options);
  const shared = { labels: list("labels", labels), templates, topK, language };
  return sendList({
    connection,
    items: list("images", images).map(imageInput),
    shared,
    options,
    async send(images, indexes, choice) {
      const variables = { images, ...shared, ...choice };
      const { data, errors } = await connection.send(ClassifyImages, variables, options);
      const place = { field: "classifyImages", indexes };
      return partOf(data.classifyImages, errors, place, (value) => value);
    },
  });
}
