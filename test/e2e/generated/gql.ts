/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "query EmbedTexts($texts: [String!]!, $model: ID) {\n  embedTexts(texts: $texts, model: $model) {\n    base64\n    tokens\n    truncated\n    timing {\n      batchSize\n      cached\n    }\n  }\n}\n\nquery EmbedImages($images: [ImageInput!]!, $model: ID) {\n  embedImages(images: $images, model: $model) {\n    base64\n    dimensions\n    timing {\n      batchSize\n      cached\n    }\n  }\n}\n\nquery Classify($image: ImageInput!, $labels: [String!]!) {\n  classify(image: $image, labels: $labels) {\n    best {\n      label\n      score\n    }\n    labels {\n      label\n      score\n    }\n  }\n}\n\nquery Similarity($images: [ImageInput!]!, $texts: [String!]!) {\n  similarity(images: $images, texts: $texts) {\n    cosine\n    scores\n  }\n}\n\nquery Models {\n  models {\n    id\n    availability {\n      status\n      reason\n      howToEnable\n    }\n    latency {\n      modality\n      count\n      meanBatchSize\n    }\n  }\n}": typeof types.EmbedTextsDocument,
};
const documents: Documents = {
    "query EmbedTexts($texts: [String!]!, $model: ID) {\n  embedTexts(texts: $texts, model: $model) {\n    base64\n    tokens\n    truncated\n    timing {\n      batchSize\n      cached\n    }\n  }\n}\n\nquery EmbedImages($images: [ImageInput!]!, $model: ID) {\n  embedImages(images: $images, model: $model) {\n    base64\n    dimensions\n    timing {\n      batchSize\n      cached\n    }\n  }\n}\n\nquery Classify($image: ImageInput!, $labels: [String!]!) {\n  classify(image: $image, labels: $labels) {\n    best {\n      label\n      score\n    }\n    labels {\n      label\n      score\n    }\n  }\n}\n\nquery Similarity($images: [ImageInput!]!, $texts: [String!]!) {\n  similarity(images: $images, texts: $texts) {\n    cosine\n    scores\n  }\n}\n\nquery Models {\n  models {\n    id\n    availability {\n      status\n      reason\n      howToEnable\n    }\n    latency {\n      modality\n      count\n      meanBatchSize\n    }\n  }\n}": types.EmbedTextsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query EmbedTexts($texts: [String!]!, $model: ID) {\n  embedTexts(texts: $texts, model: $model) {\n    base64\n    tokens\n    truncated\n    timing {\n      batchSize\n      cached\n    }\n  }\n}\n\nquery EmbedImages($images: [ImageInput!]!, $model: ID) {\n  embedImages(images: $images, model: $model) {\n    base64\n    dimensions\n    timing {\n      batchSize\n      cached\n    }\n  }\n}\n\nquery Classify($image: ImageInput!, $labels: [String!]!) {\n  classify(image: $image, labels: $labels) {\n    best {\n      label\n      score\n    }\n    labels {\n      label\n      score\n    }\n  }\n}\n\nquery Similarity($images: [ImageInput!]!, $texts: [String!]!) {\n  similarity(images: $images, texts: $texts) {\n    cosine\n    scores\n  }\n}\n\nquery Models {\n  models {\n    id\n    availability {\n      status\n      reason\n      howToEnable\n    }\n    latency {\n      modality\n      count\n      meanBatchSize\n    }\n  }\n}"): typeof import('./graphql.ts').EmbedTextsDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
