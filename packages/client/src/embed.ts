import type { Connection } from "./connection.ts";
import { GatewayRequestError, withFacts } from "./errors.ts";
import { EmbedImages, EmbedTexts, EmbedVideo } from "./generated/operations.ts";
import { floats, imageInput, languageOf, list, videoInput } from "./inputs.ts";
import { partOf, sendList } from "./lists.ts";
import type { EmbedOptions, Image, Video, VideoOptions } from "./options.ts";
import type { VideoResult } from "./results.ts";

/** @throws as `embedText` of the embedder */
export async function embedTexts(
  connection: Connection,
  texts: readonly string[],
  options: EmbedOptions,
): Promise<Float32Array[]> {
  const language = languageOf(options);
  const shared = embedVariables(connection, options);
  const vectors = await sendList({
    connection,
    items: list("texts", texts),
    shared,
    options,
    async send(texts, indexes, choice) {
      const variables = { texts, ...shared, language, ...choice };
      const { data, errors } = await connection.send(EmbedTexts, variables, options);
      return partOf(data.embedTexts, errors, { field: "embedTexts", indexes }, vectorOf);
    },
  });
  return allOrThrow(vectors);
}

/** @throws as `embedImages` of the embedder */
export async function embedImages(
  connection: Connection,
  images: readonly Image[],
  options: EmbedOptions,
): Promise<Float32Array[]> {
  const shared = embedVariables(connection, options);
  const vectors = await sendList({
    connection,
    items: list("images", images).map(imageInput),
    shared,
    options,
    async send(images, indexes, choice) {
      const variables = { images, ...shared, ...choice };
      const { data, errors } = await connection.send(EmbedImages, variables, options);
      return partOf(data.embedImages, errors, { field: "embedImages", indexes }, vectorOf);
    },
  });
  return allOrThrow(vectors);
}

/** @throws as `embedVideo` of the embedder */
export async function embedVideo(
  connection: Connection,
  video: Video,
  options: VideoOptions,
): Promise<VideoResult> {
  const { dimensions = connection.options.dimensions, segments } = options;
  const variables = {
    video: videoInput(video),
    segments,
    dimensions,
    ...connection.choice(options),
  };
  const { data } = await connection.ask(EmbedVideo, variables, options);
  return {
    model: data.embedVideo.model,
    segments: data.embedVideo.segments.map(({ embedding, ...times }) => ({
      ...times,
      vector: floats(embedding.base64),
    })),
  };
}

function embedVariables(
  connection: Connection,
  { dimensions, purpose = "DOCUMENT" }: EmbedOptions,
) {
  return { dimensions: dimensions ?? connection.options.dimensions, purpose };
}

const vectorOf = ({ base64 }: { readonly base64: string }) => floats(base64);

/** @throws the first error, with everything else at its `items` */
function allOrThrow(items: readonly (Float32Array | GatewayRequestError)[]): Float32Array[] {
  const failed = items.find((item) => item instanceof GatewayRequestError);
  if (failed) {
    throw withFacts(failed, { items });
  }
  return items as Float32Array[];
}
