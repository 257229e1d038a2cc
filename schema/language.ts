import { ArgsType, type ClassType, Field } from "type-graphql";

/** For queries that embed texts, after the arguments that `Inputs` declares. */
export function withLanguage<Inputs extends ClassType>(inputs: Inputs) {
  @ArgsType()
  class LanguageArgs extends inputs {
    @Field(() => String, {
      nullable: true,
      description:
        'Language of the texts, as a BCP 47 tag such as "sw" or "zh-TW". NLLB-CLIP begins every text with it; other models ignore it. Default: the language in `route`, otherwise it is detected from each text, or from all labels together.',
    })
    language?: string | null;
  }
  return LanguageArgs;
}
