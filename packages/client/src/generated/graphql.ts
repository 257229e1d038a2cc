/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** How a model's cosines become scores. */
export type Activation =
  /** The score is the cosine itself, because the model publishes no scale. */
  | 'COSINE'
  /** sigmoid(scale · cosine + bias) for each label on its own. Each score is between 0 and 1. Used by SigLIP. */
  | 'SIGMOID'
  /** softmax(scale · cosine) over all labels. The scores of one image add up to 1. Used by CLIP. */
  | 'SOFTMAX';

/** An image file: JPEG, PNG, WebP, GIF, TIFF or AVIF. Set exactly one of the fields. */
export type ImageInput =
  {   /** The bytes of the file in base64, with or without a `data:` prefix. */
  base64: string; upload?: never; url?: never; }
  |  { base64?: never;   /** A file of a multipart request. Send the header `apollo-require-preflight: true` with it. */
  upload: Blob; url?: never; }
  |  { base64?: never; upload?: never;   /** An http or https URL. The server downloads the file, up to its size limit. Private addresses are refused unless the server allows them. */
  url: string; };

/** What an embedding is for. Some models embed documents and queries differently. All others ignore the purpose. */
export type Purpose =
  /** The input is to be classified, or is a label. */
  | 'CLASSIFICATION'
  /** The input is to be grouped with similar inputs. */
  | 'CLUSTERING'
  /** The input goes into an index, to be found later. */
  | 'DOCUMENT'
  /** The input is a search: it is compared with documents. */
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