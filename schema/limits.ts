import { Field, Float, Int, ObjectType } from "type-graphql";

@ObjectType({ description: "What this server accepts." })
export class Limits {
  @Field(() => Int, { description: "Items of one list of images or texts." })
  maxInputs!: number;

  @Field(() => Int)
  maxLabels!: number;

  @Field(() => Float)
  maxImageBytes!: number;

  @Field(() => Float, { description: "Width times height." })
  maxImagePixels!: number;

  @Field(() => Float)
  maxVideoBytes!: number;

  @Field(() => Float, { description: "Of one request." })
  timeoutMs!: number;
}
