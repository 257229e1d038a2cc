import { detectLanguage } from "../../models/language/detect.ts";
import type { Input } from "../../models/model.ts";

/** For models that are told it: the input with its language, else with the one it is written in. */
export async function inItsLanguage(input: Input): Promise<Input> {
  if (input.modality !== "TEXT" || input.language !== undefined) {
    return input;
  }
  const { language } = await detectLanguage([input.text]);
  return { ...input, language };
}
