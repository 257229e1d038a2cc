import type { FileUpload } from "graphql-upload/processRequest.mjs";
import GraphQLUpload from "graphql-upload/GraphQLUpload.mjs";
import { Field, InputType } from "type-graphql";

/** The ways to send a file, of which a client uses exactly one. */
@InputType()
export abstract class MediaInput {
  @Field(() => String, {
    nullable: true,
    description: "http(s) URL, fetched by the server under its limits.",
  })
  url?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The file's bytes in base64, with or without a `data:` prefix.",
  })
  base64?: string | null;

  @Field(() => GraphQLUpload, {
    nullable: true,
    description:
      "A file of a multipart request (send the header `apollo-require-preflight: true`).",
  })
  upload?: Promise<FileUpload> | null;
}
