import type { Activation } from "parallax-client";

/** What the visitor chose, apart from the photos. */
export interface Settings {
  /** As typed: one label a line. */
  readonly labels: string;
  /** Ids, in the order they were picked; null before anything was picked. */
  readonly models: readonly string[] | null;
  /** As typed: one template a line. Each model's own when blank. */
  readonly templates: string;
  /** Null for each model's own. */
  readonly activation: Activation | null;
}

export const blank: Settings = { labels: "", models: null, templates: "", activation: null };

const activations: readonly string[] = ["SOFTMAX", "SIGMOID", "COSINE"] satisfies Activation[];

/** The settings as a fragment of the page's address; what is blank is left out. */
export function toFragment({ labels, models, templates, activation }: Settings): string {
  const fragment = new URLSearchParams();
  if (labels.trim()) {
    fragment.set("labels", labels);
  }
  for (const model of models ?? []) {
    fragment.append("model", model);
  }
  if (templates.trim()) {
    fragment.set("templates", templates);
  }
  if (activation) {
    fragment.set("activation", activation);
  }
  const text = fragment.toString();
  return text && `#${text}`;
}

/** Null when the fragment says nothing of settings. */
export function fromFragment(text: string): Settings | null {
  const fragment = new URLSearchParams(text.replace(/^#/, ""));
  const known = ["labels", "model", "templates", "activation"].some((name) => fragment.has(name));
  if (!known) {
    return null;
  }
  const models = [...new Set(fragment.getAll("model"))];
  const activation = fragment.get("activation");
  return {
    labels: fragment.get("labels") ?? "",
    models: models.length > 0 ? models : null,
    templates: fragment.get("templates") ?? "",
    activation: isActivation(activation) ? activation : null,
  };
}

export function isActivation(text: string | null): text is Activation {
  return text !== null && activations.includes(text);
}
