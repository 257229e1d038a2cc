import { GraphQLError, GraphQLScalarType } from "graphql";
import GraphQLUpload from "graphql-upload/GraphQLUpload.mjs";
import type { Readable } from "node:stream";

/** What the scalar's promise resolves to: a file that is there until the request is over. */
export interface UploadedFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  createReadStream(): Readable;
}

/** For messages to clients who sent a file in no way that is read: all that are. */
export const waysToSend =
  "There are three ways to send a file. " +
  'Multipart: first the part "operations", with { "upload": null }; ' +
  'then "map", with the path of that null, { "0": ["variables.image.upload"] }; then the file "0". ' +
  'Base64: { "base64": "…" }. URL: { "url": "https://…" }.';

/** graphql-upload's scalar, with a description, and with messages that say what was sent. */
export const Upload = new GraphQLScalarType({
  ...GraphQLUpload.toConfig(),
  description: "A file sent with a GraphQL multipart request.",
  specifiedByURL: "https://github.com/jaydenseric/graphql-multipart-request-spec",
  parseValue(value) {
    try {
      return GraphQLUpload.parseValue(value);
    } catch {
      throw new GraphQLError(`"Upload" takes a file of a multipart request, not ${kindOf(value)}.`);
    }
  },
  parseLiteral(node) {
    const message =
      '"Upload" takes a file of a multipart request, which no query can contain: use a variable.';
    throw new GraphQLError(message, { nodes: node });
  },
});

/** What clients send instead most often has its reason told. */
function kindOf(value: unknown): string {
  if (typeof value === "object") {
    return "an object, as JSON makes of a File";
  }
  return typeof value === "string" ? "a string, such as its name" : `a ${typeof value}`;
}
