export interface Templates {
  /** Null for each model's own. */
  readonly templates: readonly string[] | null;
  /** What is wrong with them, for people to read. */
  readonly problem: string | null;
}

/** One template a line. */
export function readTemplates(text: string): Templates {
  const lines = text
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const lacking = lines.find((line) => !line.includes("{label}"));
  return {
    templates: lines.length > 0 ? [...new Set(lines)] : null,
    problem: lacking === undefined ? null : `“${lacking}” has no {label} in it.`,
  };
}
