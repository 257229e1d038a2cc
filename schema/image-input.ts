import { InputType } from "type-graphql";
import { MediaInput } from "./media-input.ts";

@InputType({ description: "An image: exactly one of the fields." })
export class ImageInput extends MediaInput {}
