import { GraphQLScalarType } from "graphql";
import GraphQLUpload from "graphql-upload/GraphQLUpload.mjs";

/** graphql-upload's scalar, with a description and the address of its specification. */
export const Upload = new GraphQLScalarType({
  ...GraphQLUpload.toConfig(),
  description: "A file sent with a GraphQL multipart request.",
  specifiedByURL: "https://github.com/jaydenseric/graphql-multipart-request-spec",
});
