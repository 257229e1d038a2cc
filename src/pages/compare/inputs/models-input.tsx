import { useState } from "react";
import type { Model } from "parallax-client";
import { Count } from "./photos-input.tsx";
import {
  byAvailability,
  canBeUsed,
  licenceOf,
  placeOf,
  priceOf,
  statusText,
} from "../model-words.ts";

interface ModelsInputProps {
  /** Null while they are not known. */
  readonly models: readonly Model[] | null;
  /** Whether the server tells only of those that a key may use. */
  readonly keyed: boolean;
  readonly picked: readonly string[];
  readonly pick: (ids: readonly string[]) => void;
}

/** The server's models, those that can be used now first. */
export function ModelsInput({ models: known, keyed, picked, pick }: ModelsInputProps) {
  const models = known ?? [];
  const [wanted, setWanted] = useState("");
  const [all, showAll] = useState(false);
  const found = models
    .filter(
      (model) =>
        picked.includes(model.id) ||
        (wanted.trim()
          ? matches(model, wanted)
          : all || canBeUsed(model) || !models.some(canBeUsed)),
    )
    .toSorted(byAvailability);
  const unknown = known ? picked.filter((id) => !known.some((model) => model.id === id)) : [];
  return (
    <section className="input">
      <h2>
        3 · Models <Count of={picked.length} />
      </h2>
      <input
        type="search"
        aria-label="Find by name, family, licence or language"
        placeholder={`Find among ${models.length}`}
        value={wanted}
        onChange={({ currentTarget }) => setWanted(currentTarget.value)}
      />
      {unknown.length > 0 && (
        <p className="notices" role="alert">
          {keyed ? "Your key has no" : "This server has no"} {unknown.join(", ")}.{" "}
          <button
            type="button"
            className="link"
            onClick={() => pick(picked.filter((id) => !unknown.includes(id)))}
          >
            Remove from the selection
          </button>
        </p>
      )}
      <div className="models" role="group" aria-label="Models">
        {found.map((model) => (
          <ModelOption
            key={model.id}
            model={model}
            checked={picked.includes(model.id)}
            change={(checked) =>
              pick(checked ? [...picked, model.id] : picked.filter((id) => id !== model.id))
            }
          />
        ))}
        {found.length === 0 && (
          <p className="hint">{known ? `No model matches “${wanted}”.` : "Asking the server…"}</p>
        )}
      </div>
      {known && wanted.trim() === "" && (
        <button type="button" className="link" onClick={() => showAll(!all)}>
          {all ? "Show only those that can be used now" : `Show all ${models.length}`}
        </button>
      )}
    </section>
  );
}

interface ModelOptionProps {
  readonly model: Model;
  readonly checked: boolean;
  readonly change: (checked: boolean) => void;
}

function ModelOption({ model, checked, change }: ModelOptionProps) {
  const { id, name, dimensions } = model;
  const facts = [placeOf(model), `${dimensions} dimensions`, licenceOf(model), priceOf(model)];
  return (
    <label className={`model${checked ? " checked" : ""}`}>
      <input
        type="checkbox"
        checked={checked}
        onChange={({ currentTarget }) => change(currentTarget.checked)}
      />
      <span className="about">
        <strong>{name}</strong> {name !== id && <code>{id}</code>}
        <span className="facts">{facts.filter(Boolean).join(" · ")}</span>
        <Status model={model} />
      </span>
    </label>
  );
}

function Status({ model }: { model: Model }) {
  const { status, reason, howToEnable, progress } = model.availability;
  return (
    <span className={`status ${status.toLowerCase()}`}>
      <span className="badge">{statusText(model)}</span>
      {status === "DOWNLOADING" && <progress value={progress ?? 0} aria-label="downloaded" />}
      {reason && status === "FAILING" && <span className="how">{reason}</span>}
      {howToEnable && status !== "DOWNLOADABLE" && <span className="how">{howToEnable}</span>}
    </span>
  );
}

function matches(model: Model, wanted: string): boolean {
  const { id, name, family, languages, aliases } = model;
  const text = [id, name, family, licenceOf(model), ...languages, ...aliases]
    .join(" ")
    .toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
