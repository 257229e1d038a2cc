/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Whether a model can be used now, and if not, what is missing. */
export type AvailabilityStatus =
  /** The weights are not on disk yet. The first use of the model, or the `pull` command, downloads them. */
  | 'DOWNLOADABLE'
  /** A download is under way. `progress` says how far it is. */
  | 'DOWNLOADING'
  /** The model is set up but does not work now. `reason` says why. */
  | 'FAILING'
  /** An API key or other credentials are missing. */
  | 'NEEDS_CREDENTIALS'
  /** Nobody publishes ONNX files of this model. The `export` command makes them from the original weights. */
  | 'NEEDS_EXPORT'
  /** The model can be used: its weights are on disk, or its credentials are set. */
  | 'READY';

/** An image file: JPEG, PNG, WebP, GIF, TIFF or AVIF. Set exactly one of the fields. */
export type ImageInput =
  {   /** The bytes of the file in base64, with or without a `data:` prefix. */
  base64: string; upload?: never; url?: never; }
  |  { base64?: never;   /** A file of a multipart request. Send the header `apollo-require-preflight: true` with it. */
  upload: Blob; url?: never; }
  |  { base64?: never; upload?: never;   /** An http or https URL. The server downloads the file, up to its size limit. Private addresses are refused unless the server allows them. */
  url: string; };

/** A kind of input. More kinds may be added. */
export type Modality =
  /** A still image. */
  | 'IMAGE'
  /** A text, such as a caption or a search query. */
  | 'TEXT'
  /** A video, or a segment of one. */
  | 'VIDEO';

export type EmbedTextsQueryVariables = Exact<{
  texts: Array<string> | string;
  model?: string | number | null | undefined;
}>;


export type EmbedTextsQuery = { embedTexts: Array<{ base64: string, tokens: number | null, truncated: boolean, timing: { batchSize: number, cached: boolean } } | null> };

export type EmbedImagesQueryVariables = Exact<{
  images: Array<ImageInput> | ImageInput;
  model?: string | number | null | undefined;
}>;


export type EmbedImagesQuery = { embedImages: Array<{ base64: string, dimensions: number, timing: { batchSize: number, cached: boolean } } | null> };

export type ClassifyQueryVariables = Exact<{
  image: ImageInput;
  labels: Array<string> | string;
}>;


export type ClassifyQuery = { classify: { best: { label: string, score: number }, labels: Array<{ label: string, score: number }> } };

export type SimilarityQueryVariables = Exact<{
  images: Array<ImageInput> | ImageInput;
  texts: Array<string> | string;
}>;


export type SimilarityQuery = { similarity: { cosine: Array<number[] | null>, scores: Array<number[] | null> } };

export type ModelsQueryVariables = Exact<{ [key: string]: never; }>;


export type ModelsQuery = { models: Array<{ id: string, availability: { status: AvailabilityStatus, reason: string | null, howToEnable: string | null }, latency: Array<{ modality: Modality, count: number, meanBatchSize: number }> }> };

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

export const EmbedTextsDocument = new TypedDocumentString(`
    query EmbedTexts($texts: [String!]!, $model: ID) {
  embedTexts(texts: $texts, model: $model) {
    base64
    tokens
    truncated
    timing {
      batchSize
      cached
    }
  }
}
    `) as unknown as TypedDocumentString<EmbedTextsQuery, EmbedTextsQueryVariables>;
export const EmbedImagesDocument = new TypedDocumentString(`
    query EmbedImages($images: [ImageInput!]!, $model: ID) {
  embedImages(images: $images, model: $model) {
    base64
    dimensions
    timing {
      batchSize
      cached
    }
  }
}
    `) as unknown as TypedDocumentString<EmbedImagesQuery, EmbedImagesQueryVariables>;
export const ClassifyDocument = new TypedDocumentString(`
    query Classify($image: ImageInput!, $labels: [String!]!) {
  classify(image: $image, labels: $labels) {
    best {
      label
      score
    }
    labels {
      label
      score
    }
  }
}
    `) as unknown as TypedDocumentString<ClassifyQuery, ClassifyQueryVariables>;
export const SimilarityDocument = new TypedDocumentString(`
    query Similarity($images: [ImageInput!]!, $texts: [String!]!) {
  similarity(images: $images, texts: $texts) {
    cosine
    scores
  }
}
    `) as unknown as TypedDocumentString<SimilarityQuery, SimilarityQueryVariables>;
export const ModelsDocument = new TypedDocumentString(`
    query Models {
  models {
    id
    availability {
      status
      reason
      howToEnable
    }
    latency {
      modality
      count
      meanBatchSize
    }
  }
}
    `) as unknown as TypedDocumentString<ModelsQuery, ModelsQueryVariables>;