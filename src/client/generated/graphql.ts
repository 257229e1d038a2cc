/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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