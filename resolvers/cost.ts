import { expandTemplates } from "../models/zero-shot/templates.ts";

interface Labelled {
  readonly labels?: readonly string[];
  readonly templates?: readonly string[] | null;
}

/** Texts that labels and templates make. */
export function countTexts(args: Labelled): number {
  return (args.labels?.length ?? 0) * countTemplates(args);
}

/** A model's own templates count as one. */
export function countTemplates({ templates }: Labelled): number {
  return templates ? expandTemplates(templates).length : 1;
}
