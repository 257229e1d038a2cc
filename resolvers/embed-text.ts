import { Args, Ctx, Extensions, Query, Resolver } from "type-graphql";
import type { Task } from "../models/routing/types.ts";
import { oneItemPer } from "../schema/answer-size.ts";
import { Embedding, EmbedTextArgs, EmbedTextsArgs } from "../schema/embedding.ts";
import type { Context } from "./context.ts";
import { checkInputs, countTexts, eachOrError } from "./inputs.ts";

@Resolver()
export class EmbedTextResolver {
  @Query(() => Embedding, {
    description: "Embeds one text.",
    complexity: ({ args }) => countTexts([args.text]),
  })
  async embedText(@Args(() => EmbedTextArgs) args: EmbedTextArgs, @Ctx() context: Context) {
    const choice = await context.choose(args, task([args.text]));
    return context.embedText(choice, args.text, args);
  }

  @Extensions(oneItemPer("texts"))
  @Query(() => [Embedding], {
    nullable: "items",
    description:
      "Embeds several texts. One item per text, in the same order. An item that fails is null, and an error has its path.",
    complexity: ({ args }) => countTexts(args.texts),
  })
  async embedTexts(@Args(() => EmbedTextsArgs) args: EmbedTextsArgs, @Ctx() context: Context) {
    checkInputs("texts", args.texts, context.limits);
    const choice = await context.choose(args, task(args.texts));
    return eachOrError(args.texts, context.signal, (text) => context.embedText(choice, text, args));
  }
}

function task(texts: readonly string[]): Task {
  return { modalities: ["TEXT"], texts, anySpace: false };
}
