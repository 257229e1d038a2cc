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
    "query ClientEmbedTexts($texts: [String!]!, $model: ID, $dimensions: Int, $purpose: Purpose!) {\n  embedTexts(\n    texts: $texts\n    model: $model\n    dimensions: $dimensions\n    purpose: $purpose\n  ) {\n    base64\n  }\n}\n\nquery ClientEmbedImages($images: [ImageInput!]!, $model: ID, $dimensions: Int) {\n  embedImages(images: $images, model: $model, dimensions: $dimensions) {\n    base64\n  }\n}\n\nquery ClientSimilarity($images: [ImageInput!]!, $texts: [String!]!, $model: ID) {\n  similarity(images: $images, texts: $texts, model: $model) {\n    activation\n    cosine\n    scores\n  }\n}": typeof types.ClientEmbedTextsDocument,
};
const documents: Documents = {
    "query ClientEmbedTexts($texts: [String!]!, $model: ID, $dimensions: Int, $purpose: Purpose!) {\n  embedTexts(\n    texts: $texts\n    model: $model\n    dimensions: $dimensions\n    purpose: $purpose\n  ) {\n    base64\n  }\n}\n\nquery ClientEmbedImages($images: [ImageInput!]!, $model: ID, $dimensions: Int) {\n  embedImages(images: $images, model: $model, dimensions: $dimensions) {\n    base64\n  }\n}\n\nquery ClientSimilarity($images: [ImageInput!]!, $texts: [String!]!, $model: ID) {\n  similarity(images: $images, texts: $texts, model: $model) {\n    activation\n    cosine\n    scores\n  }\n}": types.ClientEmbedTextsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ClientEmbedTexts($texts: [String!]!, $model: ID, $dimensions: Int, $purpose: Purpose!) {\n  embedTexts(\n    texts: $texts\n    model: $model\n    dimensions: $dimensions\n    purpose: $purpose\n  ) {\n    base64\n  }\n}\n\nquery ClientEmbedImages($images: [ImageInput!]!, $model: ID, $dimensions: Int) {\n  embedImages(images: $images, model: $model, dimensions: $dimensions) {\n    base64\n  }\n}\n\nquery ClientSimilarity($images: [ImageInput!]!, $texts: [String!]!, $model: ID) {\n  similarity(images: $images, texts: $texts, model: $model) {\n    activation\n    cosine\n    scores\n  }\n}"): typeof import('./graphql.ts').ClientEmbedTextsDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
