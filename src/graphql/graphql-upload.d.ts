/** The types that graphql-upload 17 has only as comments of its JavaScript. */

declare module "graphql-upload/GraphQLUpload.mjs" {
  import type { GraphQLScalarType } from "graphql";

  /** Its value is the promise of an Upload. */
  const GraphQLUpload: GraphQLScalarType<Promise<unknown>, never>;
  export default GraphQLUpload;
}

declare module "graphql-upload/Upload.mjs" {
  /** What stands in the variables before the scalar is parsed. */
  export default class Upload<File> {
    readonly promise: Promise<File>;
    readonly file?: File;
    readonly resolve: (file: File) => void;
    readonly reject: (error: Error) => void;
  }
}
