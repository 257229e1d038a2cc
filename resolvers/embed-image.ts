import { Args, Ctx, Extensions, Query, Resolver } from "type-graphql";
import type { Task } from "../models/routing/types.ts";
import { oneItemPer } from "../schema/answer-size.ts";
import { Embedding, EmbedImageArgs, EmbedImagesArgs } from "../schema/embedding.ts";
import type { Context } from "./context.ts";
import { checkInputs, eachOrError } from "./inputs.ts";

const task: Task = { modalities: ["IMAGE"], anySpace: false };

@Resolver()
export class EmbedImageResolver {
  @Query(() => Embedding, { description: "Embeds one image.", complexity: 1 })
  async embedImage(@Args(() => EmbedImageArgs) args: EmbedImageArgs, @Ctx() context: Context) {
    const choice = await context.choose(args, task);
    return context.embedImage(choice, args.image, args);
  }

  @Extensions(oneItemPer("images"))
  @Query(() => [Embedding], {
    nullable: "items",
    description:
      "Embeds several images. One item per image, in the same order. An item that fails is null, and an error has its path.",
    complexity: ({ args }) => args.images.length,
  })
  async embedImages(@Args(() => EmbedImagesArgs) args: EmbedImagesArgs, @Ctx() context: Context) {
    checkInputs("images", args.images, context.limits);
    const choice = await context.choose(args, task);
    return eachOrError(args.images, context.signal, (image) =>
      context.embedImage(choice, image, args),
    );
  }
}
