import { Args, Ctx, Query, Resolver } from "type-graphql";
import { Embedding, EmbedImageArgs, EmbedImagesArgs } from "../schema/embedding.ts";
import type { Context, Task } from "./context.ts";
import { checkInputs } from "./inputs.ts";
import { eachOrError } from "./items.ts";

const task: Task = { modalities: ["IMAGE"], anySpace: false };

@Resolver()
export class EmbedImageResolver {
  @Query(() => Embedding, { description: "Embeds one image.", complexity: 1 })
  async embedImage(@Args(() => EmbedImageArgs) args: EmbedImageArgs, @Ctx() context: Context) {
    const { model, route } = await context.choose(args, task);
    return { ...(await context.embedImage(model, args.image, args)), route };
  }

  @Query(() => [Embedding], {
    nullable: "items",
    description:
      "Embeds several images. One item per image, in the same order. An item that fails is null, and an error has its path.",
    complexity: ({ args }) => args.images.length,
  })
  async embedImages(@Args(() => EmbedImagesArgs) args: EmbedImagesArgs, @Ctx() context: Context) {
    checkInputs("images", args.images, context.limits);
    const { model, route } = await context.choose(args, task);
    return eachOrError(args.images, async (image) => ({
      ...(await context.embedImage(model, image, args)),
      route,
    }));
  }
}
