import { Field, Float, Int, ObjectType } from "type-graphql";

@ObjectType({ description: "The most that this server accepts." })
export class Limits {
  @Field(() => Int, { description: "Largest number of items in one list of images or texts." })
  maxInputs!: number;

  @Field(() => Int, { description: "Largest number of labels in one classification." })
  maxLabels!: number;

  @Field(() => Int, {
    description:
      "Largest number of characters in one text, and in one prompt: a template with its label.",
  })
  maxTextChars!: number;

  @Field(() => Int, {
    description:
      "Largest cost of one operation, in inputs: images and texts, times templates, times models.",
  })
  maxCost!: number;

  @Field(() => Float, { description: "Largest JSON request, in bytes." })
  maxBodyBytes!: number;

  @Field(() => Int, { description: "Largest number of files in one multipart request." })
  maxFiles!: number;

  @Field(() => Float, { description: "Largest multipart request with all its files, in bytes." })
  maxUploadBytes!: number;

  @Field(() => Float, {
    description: "Largest answer, in bytes. Its size is estimated before the request runs.",
  })
  maxAnswerBytes!: number;

  @Field(() => Float, { description: "Largest image file, in bytes." })
  maxImageBytes!: number;

  @Field(() => Float, { description: "Largest image, in pixels: its width times its height." })
  maxImagePixels!: number;

  @Field(() => Float, { description: "Largest video file, in bytes." })
  maxVideoBytes!: number;

  @Field(() => Float, {
    description: "Longest time that one request may take, in milliseconds.",
  })
  timeoutMs!: number;
}
