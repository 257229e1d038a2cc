import { Args, Ctx, Query, Resolver } from "type-graphql";
import { Embedding, EmbedTextArgs, EmbedTextsArgs } from "../schema/embedding.ts";
import type { Context, Task } from "./context.ts";
import { checkInputs } from "./inputs.ts";
import { eachOrError } from "./items.ts";

@Resolver()
export class EmbedTextResolver {
  @Query(() => Embedding, { description: "Embeds one text.", complexity: 1 })
  async embedText(@Args(() => EmbedTextArgs) args: EmbedTextArgs, @Ctx() context: Context) {
    const { model, route } = await context.choose(args, task([args.text]));
    return { ...(await context.embedText(model, args.text, args)), route };
  }

  @Query(() => [Embedding], {
    nullable: "items",
    description:
      "Embeds several texts. One item per text, in the same order. An item that fails is null, and an error has its path.",
    complexity: ({ args }) => args.texts.length,
  })
  async embedTexts(@Args(() => EmbedTextsArgs) args: EmbedTextsArgs, @Ctx() context: Context) {
    checkInputs("texts", args.texts, context.limits);
    const { model, route } = await context.choose(args, task(args.texts));
    return eachOrError(args.texts, async (text) => ({
      ...(await context.embedText(model, text, args)),
      route,
    }));
  }
}

function task(texts: readonly string[]): Task {
  return { modalities: ["TEXT"], texts, anySpace: false };
}
