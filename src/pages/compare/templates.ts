import { placeholder } from "../../../models/zero-shot/prompt.ts";
import { expandTemplates } from "../../../models/zero-shot/templates.ts";

export interface Templates {
  /** Null for each model's own. */
  readonly templates: readonly string[] | null;
  /** What is wrong with them, for people to read. */
  readonly problem: string | null;
}

/** One template a line, or the name of a list of them. */
export function readTemplates(text: string): Templates {
  const lines = text
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const lacking = expandTemplates(lines).find((line) => !line.includes(placeholder));
  return {
    templates: lines.length > 0 ? [...new Set(lines)] : null,
    problem: lacking === undefined ? null : `“${lacking}” has no ${placeholder} in it.`,
  };
}
