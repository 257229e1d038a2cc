/** The types that graphql-upload 17 has only as comments of its JavaScript. */

declare module "graphql-upload/processRequest.mjs" {
  import type { IncomingMessage, ServerResponse } from "node:http";
  import type { Readable } from "node:stream";

  export interface FileUpload {
    readonly filename: string;
    readonly mimetype: string;
    readonly encoding: string;
    /** Each call makes a stream of its own from the start; throws once the request has failed. */
    createReadStream(options?: { encoding?: BufferEncoding; highWaterMark?: number }): Readable;
  }

  export interface ProcessRequestOptions {
    /** Bytes of a field that is no file; 1 MB unless told. */
    maxFieldSize?: number;
    /** Bytes; no limit unless told. */
    maxFileSize?: number;
    /** No limit unless told. */
    maxFiles?: number;
  }

  type Operation = Record<string, unknown>;

  /** Resolves before the files have arrived. Rejects with an error of `http-errors`. */
  export default function processRequest(
    request: IncomingMessage,
    response: ServerResponse,
    options?: ProcessRequestOptions,
  ): Promise<Operation | Operation[]>;
}

declare module "graphql-upload/graphqlUploadExpress.mjs" {
  import type { RequestHandler } from "express";
  import type processRequest from "graphql-upload/processRequest.mjs";
  import type { ProcessRequestOptions } from "graphql-upload/processRequest.mjs";

  export default function graphqlUploadExpress(
    options?: ProcessRequestOptions & { processRequest?: typeof processRequest },
  ): RequestHandler;
}

declare module "graphql-upload/GraphQLUpload.mjs" {
  import type { GraphQLScalarType } from "graphql";
  import type { FileUpload } from "graphql-upload/processRequest.mjs";

  const GraphQLUpload: GraphQLScalarType<Promise<FileUpload>, never>;
  export default GraphQLUpload;
}

declare module "graphql-upload/Upload.mjs" {
  import type { FileUpload } from "graphql-upload/processRequest.mjs";

  /** What stands in the variables before the scalar is parsed. */
  export default class Upload {
    readonly promise: Promise<FileUpload>;
    readonly file?: FileUpload;
    resolve(file: FileUpload): void;
    reject(error: Error): void;
  }
}
