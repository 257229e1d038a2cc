import { Args, Ctx, Query, Resolver } from "type-graphql";
import type { Task } from "../models/routing/types.ts";
import { Embedding, EmbedTextArgs, EmbedTextsArgs } from "../schema/embedding.ts";
import type { Context } from "./context.ts";
import { checkInputs, eachOrError } from "./inputs.ts";

@Resolver()
export class EmbedTextResolver {
  @Query(() => Embedding, { description: "Embeds one text.", complexity: 1 })
  async embedText(@Args(() => EmbedTextArgs) args: EmbedTextArgs, @Ctx() context: Context) {
    const choice = await context.choose(args, task([args.text]));
    return context.embedText(choice, args.text, args);
  }

  @Query(() => [Embedding], {
    nullable: "items",
    description:
      "Embeds several texts. One item per text, in the same order. An item that fails is null, and an error has its path.",
    complexity: ({ args }) => args.texts.length,
  })
  async embedTexts(@Args(() => EmbedTextsArgs) args: EmbedTextsArgs, @Ctx() context: Context) {
    checkInputs("texts", args.texts, context.limits);
    const choice = await context.choose(args, task(args.texts));
    return eachOrError(args.texts, (text) => context.embedText(choice, text, args));
  }
}

function task(texts: readonly string[]): Task {
  return { modalities: ["TEXT"], texts, anySpace: false };
}
