import { InputType } from "type-graphql";
import { MediaInput } from "./media-input.ts";

@InputType({
  description: "An image file: JPEG, PNG, WebP, GIF, TIFF or AVIF. Set exactly one of the fields.",
})
export class ImageInput extends MediaInput {}
