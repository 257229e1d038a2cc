/** Texts that labels and templates make; a model's own templates count as one. */
export function countTexts(args: { labels?: string[]; templates?: string[] | null }): number {
  return (args.labels?.length ?? 0) * (args.templates?.length ?? 1);
}
