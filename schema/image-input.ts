import { Directive, InputType } from "type-graphql";
import { MediaInput } from "./media-input.ts";

@Directive("@oneOf")
@InputType({
  description: "An image file: JPEG, PNG, WebP, GIF, TIFF or AVIF. Set exactly one of the fields.",
})
export class ImageInput extends MediaInput {}
