/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** How similarities become scores. */
export type Activation =
  /** The bare cosine, where a model publishes no scale. */
  | 'COSINE'
  /** sigmoid(scale · cosine + bias) for each label on its own (SigLIP). */
  | 'SIGMOID'
  /** softmax(scale · cosine) over all labels: the scores of one image add up to 1 (CLIP). */
  | 'SOFTMAX';

/** An image: exactly one of the fields. */
export type ImageInput =
  {   /** The file's bytes in base64, with or without a `data:` prefix. */
  base64: string; upload?: never; url?: never; }
  |  { base64?: never;   /** A file of a multipart request (send the header `apollo-require-preflight: true`). */
  upload: Blob; url?: never; }
  |  { base64?: never; upload?: never;   /** http(s) URL, fetched by the server under its limits. */
  url: string; };

/** What an embedding is for. Models that embed documents and queries in the same way ignore it. */
export type Purpose =
  /** To be classified, or to be a label. */
  | 'CLASSIFICATION'
  /** To be grouped with others. */
  | 'CLUSTERING'
  /** To be found: stored in an index. */
  | 'DOCUMENT'
  /** To find with: compared against documents. */
  | 'QUERY';

export type ClientEmbedTextsQueryVariables = Exact<{
  texts: Array<string> | string;
  model?: string | number | null | undefined;
  dimensions?: number | null | undefined;
  purpose: Purpose;
}>;


export type ClientEmbedTextsQuery = { embedTexts: Array<{ base64: string } | null> };

export type ClientEmbedImagesQueryVariables = Exact<{
  images: Array<ImageInput> | ImageInput;
  model?: string | number | null | undefined;
  dimensions?: number | null | undefined;
}>;


export type ClientEmbedImagesQuery = { embedImages: Array<{ base64: string } | null> };

export type ClientSimilarityQueryVariables = Exact<{
  images: Array<ImageInput> | ImageInput;
  texts: Array<string> | string;
  model?: string | number | null | undefined;
}>;


export type ClientSimilarityQuery = { similarity: { activation: Activation, cosine: Array<number[] | null>, scores: Array<number[] | null> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const ClientEmbedTextsDocument = new TypedDocumentString(`
    query ClientEmbedTexts($texts: [String!]!, $model: ID, $dimensions: Int, $purpose: Purpose!) {
  embedTexts(
    texts: $texts
    model: $model
    dimensions: $dimensions
    purpose: $purpose
  ) {
    base64
  }
}
    `) as unknown as TypedDocumentString<ClientEmbedTextsQuery, ClientEmbedTextsQueryVariables>;
export const ClientEmbedImagesDocument = new TypedDocumentString(`
    query ClientEmbedImages($images: [ImageInput!]!, $model: ID, $dimensions: Int) {
  embedImages(images: $images, model: $model, dimensions: $dimensions) {
    base64
  }
}
    `) as unknown as TypedDocumentString<ClientEmbedImagesQuery, ClientEmbedImagesQueryVariables>;
export const ClientSimilarityDocument = new TypedDocumentString(`
    query ClientSimilarity($images: [ImageInput!]!, $texts: [String!]!, $model: ID) {
  similarity(images: $images, texts: $texts, model: $model) {
    activation
    cosine
    scores
  }
}
    `) as unknown as TypedDocumentString<ClientSimilarityQuery, ClientSimilarityQueryVariables>;