import { useId, useState } from "react";
import type { Activation, Model } from "parallax-client";
import { templateLists } from "../../../../models/zero-shot/templates.ts";
import { scoringOf } from "../run/scoring.ts";
import { isActivation, type Settings } from "../settings.ts";

interface ScoringInputProps {
  readonly settings: Settings;
  readonly change: (change: Partial<Settings>) => void;
  readonly models: readonly Model[];
  /** What keeps the templates from being used. */
  readonly problem: string | null;
}

const formulas: Record<Activation, string> = {
  SOFTMAX: "softmax: all scores of a photo add up to 100 %",
  SIGMOID: "sigmoid: each label on its own, 0 to 100 %",
  COSINE: "the cosine itself, −1 to 1",
};

/** How labels become prompts, and cosines become scores. */
export function ScoringInput({ settings, change, models, problem }: ScoringInputProps) {
  const { templates, activation } = settings;
  const [templatesId, hint, scores] = [useId(), useId(), useId()];
  const [open, setOpen] = useState(templates !== "" || activation !== null);
  return (
    <details
      className="input"
      open={open}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>
        Templates and scores <span className="now">{inShort(settings)}</span>
      </summary>
      <label htmlFor={templatesId}>Templates, one per line</label>
      <textarea
        id={templatesId}
        aria-describedby={hint}
        aria-invalid={problem !== null}
        rows={2}
        spellCheck={false}
        placeholder="a photo of {label}"
        value={templates}
        onChange={({ currentTarget }) => change({ templates: currentTarget.value })}
      />
      <p className="hint" id={hint}>
        {problem && <strong className="bad">{problem} </strong>}
        <code>{"{label}"}</code> stands for the label; of several templates the mean counts.{" "}
        {templateLists.join(" and ")} are lists of them.
        {templates.trim() === "" && " Left empty, each model uses its own:"}
      </p>
      {templates.trim() === "" && (
        <dl className="own">
          {models.map(({ id, defaultTemplates }) => (
            <div key={id}>
              <dt>{id}</dt>
              <dd>
                <TemplatesOf templates={defaultTemplates} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      <label htmlFor={scores}>Scores</label>
      <select
        id={scores}
        value={activation ?? ""}
        onChange={({ currentTarget: { value } }) =>
          change({ activation: isActivation(value) ? value : null })
        }
      >
        <option value="">each model’s own way</option>
        {Object.entries(formulas).map(([name, formula]) => (
          <option key={name} value={name}>
            {formula}
          </option>
        ))}
      </select>
      <p className="hint">
        {activation === null
          ? models.map((model) => `${model.id}: ${ownWay(model)}`).join(". ")
          : keepTheirOwn(models, activation)}
      </p>
    </details>
  );
}

/** What is set, where the rest is folded away. */
function inShort({ templates, activation }: Settings): string {
  const lines = templates.split("\n").filter((line) => line.trim());
  const words = [
    ...(lines.length > 0 ? [`“${lines[0]!.trim()}”${lines.length > 1 ? " and more" : ""}`] : []),
    ...(activation ? [activation.toLowerCase()] : []),
  ];
  return words.length > 0 ? words.join(", ") : "each model’s own";
}

/** The models that cannot do it, by their names. */
function keepTheirOwn(models: readonly Model[], wanted: Activation): string {
  const others = models.filter((model) => scoringOf(model, wanted).activation !== wanted);
  const names = others.map(({ id, activation }) => `${id} (${activation.toLowerCase()})`);
  return names.length === 0
    ? "All models that you picked can do this."
    : `No scale or bias for this is published by ${names.join(" and ")}: it keeps its own way.`;
}

function ownWay({ activation, logitScale, logitBias }: Model): string {
  switch (activation) {
    case "SOFTMAX":
      return `softmax(${round(logitScale)} · cosine)`;
    case "SIGMOID":
      return `sigmoid(${round(logitScale)} · cosine ${withSign(logitBias ?? 0)})`;
    case "COSINE":
      return "cosine";
  }
}

function round(value: number | null): string {
  return (value ?? 1).toLocaleString("en", { maximumFractionDigits: 2 });
}

function withSign(value: number): string {
  return `${value < 0 ? "−" : "+"} ${round(Math.abs(value))}`;
}

/** Some models have dozens. */
function TemplatesOf({ templates }: { templates: readonly string[] }) {
  return (
    <>
      “{templates.slice(0, 3).join("”, “")}”
      {templates.length > 3 && ` and ${templates.length - 3} more`}
    </>
  );
}
