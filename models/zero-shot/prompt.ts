import { GatewayError } from "../errors.ts";
import { templateLists } from "./templates.ts";

/** Where a template has its label. */
export const placeholder = "{label}";

/** The texts of one label: each template with `{label}` replaced. */
export function prompts(label: string, templates: readonly string[]): string[] {
  return templates.map((template) => template.replaceAll(placeholder, () => label));
}

/** @throws BAD_INPUT for an empty list, and for a template without `{label}` */
export function checkTemplates(templates: readonly string[]): void {
  if (templates.length === 0) {
    throw new GatewayError("BAD_INPUT", "templates is empty; leave it out to use the model's own.");
  }
  for (const template of templates) {
    if (!template.includes(placeholder)) {
      throw new GatewayError(
        "BAD_INPUT",
        `The template ${JSON.stringify(template)} does not contain ${placeholder}, and is none of ` +
          `the lists ${templateLists.join(" and ")}.`,
      );
    }
  }
}

/** @throws BAD_INPUT for an empty list, and for a label that is there twice */
export function checkLabels(labels: readonly string[]): void {
  if (labels.length === 0) {
    throw new GatewayError("BAD_INPUT", "labels is empty; give at least one.");
  }
  const seen = new Set<string>();
  for (const label of labels) {
    if (seen.has(label)) {
      throw new GatewayError("BAD_INPUT", `The label ${JSON.stringify(label)} is there twice.`);
    }
    seen.add(label);
  }
}
