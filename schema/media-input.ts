import { Field, InputType } from "type-graphql";
import { Upload, type UploadedFile } from "./upload.ts";

/** The ways to send a file. A client uses exactly one: its subclasses are marked `@oneOf`. */
@InputType()
export abstract class MediaInput {
  @Field(() => String, {
    nullable: true,
    description:
      "An http or https URL. The server downloads the file, up to its size limit. Private addresses are refused unless the server allows them.",
  })
  url?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The bytes of the file in base64, with or without a `data:` prefix.",
  })
  base64?: string | null;

  @Field(() => Upload, {
    nullable: true,
    description:
      "A file of a multipart request. Send the header `apollo-require-preflight: true` with it.",
  })
  upload?: Promise<UploadedFile> | null;
}
