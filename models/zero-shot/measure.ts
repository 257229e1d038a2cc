import { placeholder } from "./prompt.ts";
import { expandTemplates, templateLists } from "./templates.ts";

/** What labels and templates make of each other, in numbers. */
export interface PromptMeasure {
  /** Labels times templates, named lists written out. */
  readonly count: number;
  /** Of all prompts together. */
  readonly characters: number;
  /** Characters of the longest prompt. */
  readonly longest: number;
}

/**
 * Measures prompts before one of them is made: a template of a thousand placeholders makes a
 * gigabyte of a label that is a megabyte. It takes time for labels plus templates, not their product.
 */
export function measurePrompts(
  labels: readonly string[],
  templates: readonly string[],
): PromptMeasure {
  let characters = 0;
  let longestLabel = 0;
  for (const { length } of labels) {
    characters += length;
    longestLabel = Math.max(longestLabel, length);
  }
  const sum = { count: 0, characters: 0, longest: 0 };
  for (const template of templates) {
    const shape = shapeOf(template);
    sum.count += shape.count * labels.length;
    sum.characters += shape.fixed * labels.length + shape.placeholders * characters;
    sum.longest = Math.max(sum.longest, shape.longestFixed + shape.mostPlaceholders * longestLabel);
  }
  return sum;
}

/** A template, or the list that it names, in numbers. */
interface Shape {
  readonly count: number;
  /** Characters outside of the placeholders, of all. */
  readonly fixed: number;
  readonly placeholders: number;
  /** Of one. */
  readonly longestFixed: number;
  readonly mostPlaceholders: number;
}

const lists = new Map(templateLists.map((name) => [name, measure(expandTemplates([name]))]));

function shapeOf(template: string): Shape {
  return lists.get(template) ?? measure([template]);
}

function measure(templates: readonly string[]): Shape {
  const counted = templates.map((template) => {
    const placeholders = template.split(placeholder).length - 1;
    return { placeholders, fixed: template.length - placeholders * placeholder.length };
  });
  return {
    count: templates.length,
    fixed: counted.reduce((sum, { fixed }) => sum + fixed, 0),
    placeholders: counted.reduce((sum, { placeholders }) => sum + placeholders, 0),
    longestFixed: Math.max(...counted.map(({ fixed }) => fixed)),
    mostPlaceholders: Math.max(...counted.map(({ placeholders }) => placeholders)),
  };
}
