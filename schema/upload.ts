import { GraphQLScalarType } from "graphql";
import GraphQLUpload from "graphql-upload/GraphQLUpload.mjs";
import type { Readable } from "node:stream";

/** What the scalar's promise resolves to: a file that is there until the request is over. */
export interface UploadedFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  createReadStream(): Readable;
}

/** graphql-upload's scalar, with a description and the address of its specification. */
export const Upload = new GraphQLScalarType({
  ...GraphQLUpload.toConfig(),
  description: "A file sent with a GraphQL multipart request.",
  specifiedByURL: "https://github.com/jaydenseric/graphql-multipart-request-spec",
});
